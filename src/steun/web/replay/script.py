def read_script(): raise NotImplementedError
