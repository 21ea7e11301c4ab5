/** Something that a check refuses, and where. */
export interface Finding {
  /** Relative to the project's root. */
  readonly file: string;
  /** From 1; 0 when the whole file is meant. */
  readonly line: number;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** `file:line  reason`, as editors and people read it. */
export function formatFinding(finding: Finding): string {
  return `${finding.file}${finding.line > 0 ? `:${finding.line}` : ''}  ${finding.reason}`;
}
