/** Words that readers use for what the pages call otherwise, and words that find everything. */
export const synonyms = {
  ignore: [
    "a", "an", "and", "anything", "are", "at", "can", "do", "does", "equivalent", "for", "from", "how", "i", "in", "is", "it", "like", "my", "of",
    "on", "or", "should", "still", "than", "that", "the", "there", "to", "use", "vs", "what", "when", "where", "which", "why",
    "with", "without",
  ],
  /** @type {Record<string, string[]>} */
  same: {
    big: ["size", "large"],
    company: ["team"],
    companies: ["teams"],
    forgery: ["csrf"],
    insecure: ["protection"],
    installing: ["install", "box"],
    login: ["accounts"],
    lts: ["support", "fixes"],
    maintained: ["releases", "support", "fixes"],
    memory: ["measured"],
    need: ["required", "requires"],
    panel: ["site"],
    performance: ["speed"],
    small: ["size"],
    stored: ["storage", "cookie"],
    swagger: ["openapi"],
    unit: ["client"],
  },
};
