import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

let made = 0;

/** A directory that changes as the kubelet changes it. */
export class Mounted {
  public readonly path: string;
  private target?: string;

  /** @param area Where it is made. */
  public constructor(area: string, files: Record<string, string>) {
    this.path = mkdtempSync(join(area, 'mount-'));
    chmodSync(this.path, 0o755);
    this.write(files);
  }

  /** A new directory, a link renamed over the old one, then the links of files that are gone, then the old directory. */
  public write(files: Record<string, string>): void {
    this.swap(files);
    this.clean();
  }

  /** What the kubelet does first. */
  public swap(files: Record<string, string>): void {
    const target = `..2026_11_20_10_00_00.${String(made++).padStart(10, '0')}`;
    mkdirSync(join(this.path, target));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, target, name), text);
    for (const name of Object.keys(files)) {
      if (!readdirSync(this.path).includes(name)) symlinkSync(`..data/${name}`, join(this.path, name));
    }
    symlinkSync(target, join(this.path, '..data_tmp'));
    renameSync(join(this.path, '..data_tmp'), join(this.path, '..data'));
    this.target = target;
  }

  /** What the kubelet does after the swap: a program that loads in between sees names of files that are gone. */
  public clean(): void {
    const present = readdirSync(join(this.path, this.target!));
    for (const name of readdirSync(this.path)) {
      if (name.startsWith('..')) {
        if (name !== '..data' && name !== this.target) rmSync(join(this.path, name), { recursive: true });
      } else if (!present.includes(name)) unlinkSync(join(this.path, name));
    }
  }

  /** What a program sees that loads now: a file whose link leads nowhere as null. */
  public read(): Record<string, string | null> {
    const names = readdirSync(this.path).filter((name) => !name.startsWith('..'));
    return Object.fromEntries(names.map((name) => [name, this.readFile(name)]));
  }

  private readFile(name: string): string | null {
    try {
      return readFileSync(join(this.path, name), 'utf8');
    } catch {
      return null;
    }
  }
}
