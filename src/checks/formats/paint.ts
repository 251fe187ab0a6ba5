const CODES = { red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

/** Colours text for terminals that want it. */
export class Paint {
  constructor(private readonly enabled: boolean) {}

  in(color: keyof typeof CODES, text: string): string {
    return this.wrap(CODES[color], 39, text);
  }

  bold(text: string): string {
    return this.wrap(1, 22, text);
  }

  dim(text: string): string {
    return this.wrap(2, 22, text);
  }

  private wrap(on: number, off: number, text: string): string {
    return this.enabled ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}
