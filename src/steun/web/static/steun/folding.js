// One rule by which words are found, the same as steun/core/kernel/text/folding.py; a test holds them equal.
const LOOKALIKES = {
  "'": "‘’‚‛′ʹʻʼʽˈ`´＇",
  '"': "“”„‟″«»",
  "-": "‐‑‒–—―−﹣－",
  ae: "æÆǽ",
  oe: "œŒ",
  o: "øØ",
  d: "đĐðÐ",
  l: "łŁ",
  i: "ı",
  th: "þÞ",
  ss: "ßẞ",
};
const MEANT = new Map(Object.entries(LOOKALIKES).flatMap(([meant, typed]) => [...typed].map((c) => [c, meant])));
const EDGES = /^[.,;:!?()[\]{}<>'"/\\|*#]+|[.,;:!?()[\]{}<>'"/\\|*#]+$/g;

const plainly = (text) => [...text].map((c) => MEANT.get(c) ?? c).join("");
const folded = (text) =>
  plainly(plainly(text).normalize("NFKD")).replace(/[\p{Mn}\p{Cf}]/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
const MOST_WORDS = 40; // of more, the whole text is looked for as it stands
const allOf = (found) => (found.length <= MOST_WORDS ? found : [found.join(" ")]);
const wordsOf = (text) =>
  allOf(folded(text).replaceAll("-", " ").split(" ").map((word) => word.replace(EDGES, "")).filter(Boolean));

globalThis.steunFolding = { folded, wordsOf };
