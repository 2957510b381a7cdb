"""The same for everybody, sooner and from nearer by: L6 and L7 at no class's cost."""
