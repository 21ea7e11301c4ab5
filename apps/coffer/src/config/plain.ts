/** Text of others, before a person reads it on a terminal: it can say what it likes, and do nothing. */

// Terminals act on the controls (C0, DEL, C1) and reorder lines by the marks of direction; tests name both by number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, but for tab and line feed
const CONTROLS_IN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Somebody else's text in one line, without anything that a terminal acts on. */
export function plainLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

/** The same for text of several lines: line feeds and tabs stay. */
export function plainLines(text: string): string {
  return text.replace(CONTROLS_IN_LINES, ' ');
}

/** JSON whose strings hold nothing that a terminal acts on: escaped, so that programs read what was said. */
export function plainJson(json: string): string {
  return json.replace(CONTROLS, (found) =>
    [...found].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
}
