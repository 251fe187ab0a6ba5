import { onceFor } from '../../util/once-for';
import { Cursor } from '../cursor';
import { Container } from '../pod-template';
import { wordsOf } from './scripts';

/*
 * What a container runs, as far as it can be read: simple commands with what stands between them. It is no shell: substitutions stay text,
 * functions and arithmetic are not understood, and what cannot be read becomes words.
 */

/** What stands before a command: nothing at the start of a script, a line, a list or a block. */
export type Joint = ';' | '|' | '||' | '&&' | '&';

export interface Redirect {
  readonly sign: string;
  readonly target: string;
}

export interface ShellCommand {
  /** The program and its arguments, without quotes; variables set for it alone are left out. */
  readonly words: readonly string[];
  readonly joint: Joint;
  readonly redirects: readonly Redirect[];
  /** The conditions that it stands below: `if`, `case`; loops are none. */
  readonly conditions: number;
  /** Whether it is what an if, elif, while or until asks. */
  readonly isCondition: boolean;
  /** The loops that it stands in. */
  readonly loops: number;
}

const SHELL = /(^|\/)(sh|bash|ash|dash|ksh|zsh)$/;

/** The script that a container runs in a shell; undefined where it runs a program directly. */
export function scriptOf(container: Container): { readonly text: string; readonly options: readonly string[] } | undefined {
  const words = wordsOf(container);
  const start = words.findIndex((word) => SHELL.test(word));
  if (start < 0 || start > 2) return undefined;
  const options: string[] = [];
  for (const word of words.slice(start + 1)) {
    const ofScript =
      /^-[a-z]*c[a-z]*$/.test(options.at(-1) ?? '') ||
      (options.at(-1) === 'pipefail' && options.some((option) => /^-[a-z]*c/.test(option)));
    if (ofScript && !/^[-+]/.test(word) && word !== 'pipefail') return { text: word, options };
    options.push(word);
  }
  return undefined;
}

/** What a container runs: the commands of its script, or the one program of its command and arguments. */
export const commandsOf = onceFor((container: Container): readonly ShellCommand[] => {
  const script = scriptOf(container);
  if (script !== undefined) return parseShell(script.text);
  const words = wordsOf(container);
  return words.length === 0 ? [] : [{ words, joint: ';', redirects: [], conditions: 0, isCondition: false, loops: 0 }];
});

/** The name of a program without its directory. */
export function programOf({ words }: ShellCommand): string {
  return words[0]?.split('/').pop() ?? '';
}

const OPENING_CONDITION = ['if', 'case'];
const CLOSING_CONDITION = ['fi', 'esac'];
const LOOP = ['for', 'while', 'until', 'select'];
const ASKING = ['if', 'elif', 'while', 'until'];
const KEYWORDS = new Set([
  ...OPENING_CONDITION,
  ...CLOSING_CONDITION,
  ...LOOP,
  'elif',
  'then',
  'else',
  'do',
  'done',
  '!',
  '{',
  '}',
  'time',
]);

/** Programs that run another one, with how many words of their own. */
const WRAPPERS = new Set(['exec', 'command', 'nice', 'ionice', 'env', 'sudo', 'nohup', 'time', 'gosu', 'su-exec']);

function parseShell(text: string): readonly ShellCommand[] {
  return new Parser(text).parse();
}

class Parser {
  private at = 0;
  private readonly commands: ShellCommand[] = [];
  private words: string[] = [];
  private redirects: Redirect[] = [];
  private joint: Joint = ';';
  private conditions = 0;
  private loops = 0;
  private asking = false;
  /** Whether words are a pattern of a case, or the list of a for. */
  private skipping = false;
  private readonly hereDocuments: string[] = [];

  constructor(private readonly text: string) {}

  parse(): readonly ShellCommand[] {
    while (this.at < this.text.length) this.next();
    this.end(';');
    return this.commands;
  }

  private next(): void {
    const { text } = this;
    const rest = text.slice(this.at, this.at + 4);
    if (/^[ \t\r]/.test(rest)) this.at += 1;
    else if (rest.startsWith('\\\n')) this.at += 2;
    else if (rest.startsWith('\n')) {
      this.at += 1;
      this.end(';');
      this.skipHereDocuments();
    } else if (rest.startsWith('#')) this.at = endOfLine(text, this.at);
    else if (/^&>/.test(rest) || /^[0-9]?[<>]/.test(rest)) this.redirect();
    else if (rest.startsWith('&&') || rest.startsWith('||')) this.joinBy(rest.slice(0, 2) as Joint, 2);
    else if (rest.startsWith(';;')) this.joinBy(';', 2);
    else if (/^[;|&]/.test(rest)) this.joinBy(rest[0] as Joint, 1);
    else if (/^[()]/.test(rest)) this.joinBy(';', 1, true);
    else this.word(this.readWord());
  }

  private joinBy(joint: Joint, length: number, isParenthesis = false): void {
    this.at += length;
    // A pattern of a case ends with a parenthesis; a subshell begins where the command would.
    if (isParenthesis && this.words.length === 0) return;
    this.end(joint);
  }

  private word(word: string): void {
    if (this.words.length > 0 || !KEYWORDS.has(word)) {
      // What stands before the program is set for it alone.
      if (this.words.length === 0 && /^[A-Za-z_]\w*=/.test(word)) return;
      this.words.push(word);
      return;
    }
    if (OPENING_CONDITION.includes(word)) this.conditions += 1;
    if (CLOSING_CONDITION.includes(word)) this.conditions = Math.max(0, this.conditions - 1);
    if (LOOP.includes(word)) this.loops += 1;
    if (word === 'done') this.loops = Math.max(0, this.loops - 1);
    if (ASKING.includes(word)) this.asking = true;
    if (word === 'then' || word === 'do') this.asking = false;
    this.skipping = word === 'for' || word === 'case' || word === 'select';
  }

  private end(joint: Joint): void {
    const words = this.skipping ? [] : unwrap(this.words);
    if (words.length > 0) {
      const { redirects, conditions, loops } = this;
      this.commands.push({ words, joint: this.joint, redirects, conditions, loops, isCondition: this.asking });
      this.joint = joint;
    } else if (this.words.length > 0 || joint === ';') this.joint = ';';
    this.skipping = false;
    this.words = [];
    this.redirects = [];
  }

  private redirect(): void {
    const [sign] = /^(&>>?|[0-9]?(<<<|<<-?|>>|>\||[<>]&|[<>]))/.exec(this.text.slice(this.at, this.at + 5)) as RegExpExecArray;
    this.at += sign.length;
    while (/[ \t]/.test(this.text[this.at] ?? '')) this.at += 1;
    const target = this.readWord();
    if (/^[0-9]?<<-?$/.test(sign)) this.hereDocuments.push(target);
    else this.redirects.push({ sign, target });
  }

  /** A word, with what is quoted in it; at least one character, so that every text comes to its end. */
  private readWord(): string {
    const { text } = this;
    let word = '';
    const start = this.at;
    while (this.at < text.length) {
      const char = text[this.at];
      if (/[\s;|&()<>]/.test(char)) break;
      if (char === "'") {
        const end = text.indexOf("'", this.at + 1);
        const stop = end < 0 ? text.length : end;
        word += text.slice(this.at + 1, stop);
        this.at = stop + 1;
      } else if (char === '"') word += this.readQuoted();
      else if (char === '\\') {
        word += text[this.at + 1] ?? '';
        this.at += 2;
      } else if (char === '`') {
        const end = text.indexOf('`', this.at + 1);
        const stop = end < 0 ? text.length : end + 1;
        word += text.slice(this.at, stop);
        this.at = stop;
      } else if (text.startsWith('$(', this.at) || text.startsWith('${', this.at)) word += this.readSubstitution();
      else {
        word += char;
        this.at += 1;
      }
    }
    if (this.at === start) this.at += 1;
    return word;
  }

  private readQuoted(): string {
    const { text } = this;
    let word = '';
    this.at += 1;
    while (this.at < text.length && text[this.at] !== '"') {
      if (text.startsWith('$(', this.at) || text.startsWith('${', this.at)) word += this.readSubstitution();
      else {
        if (text[this.at] === '\\') this.at += 1;
        word += text[this.at] ?? '';
        this.at += 1;
      }
    }
    this.at += 1;
    return word;
  }

  /** From a dollar to the bracket that closes it. */
  private readSubstitution(): string {
    const { text } = this;
    const start = this.at;
    let depth = 0;
    for (this.at += 1; this.at < text.length; this.at += 1) {
      const char = text[this.at];
      if (char === '(' || char === '{') depth += 1;
      if (char === ')' || char === '}') depth -= 1;
      if (depth === 0) break;
    }
    this.at += 1;
    return text.slice(start, this.at);
  }

  private skipHereDocuments(): void {
    for (const name of this.hereDocuments.splice(0)) {
      while (this.at < this.text.length) {
        const end = endOfLine(this.text, this.at);
        const line = this.text.slice(this.at, end).trim();
        this.at = end + 1;
        if (line === name) break;
      }
    }
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The program that is run, without those that only run it. */
function unwrap(words: readonly string[]): readonly string[] {
  let start = 0;
  while (start < words.length - 1 && WRAPPERS.has(words[start].split('/').pop()!)) {
    const wrapper = words[start];
    start += 1;
    while (start < words.length - 1 && /^-|^[A-Za-z_]\w*=/.test(words[start])) start += /^-[nug]$/.test(words[start]) ? 2 : 1;
    if (/(gosu|su-exec)$/.test(wrapper)) start += 1;
  }
  return words.slice(Math.min(start, words.length - 1));
}

/** Whether the command or the arguments of a container have a word, which is cheaper to ask than to read all of them. */
export function mentions(container: Container, word: RegExp): boolean {
  return wordsOf(container).some((text) => word.test(text));
}

/** Where the commands of a container are written. */
export function placeOfCommands({ at }: Container): Cursor {
  const args = at.at('args');
  return args.items.length > 0 ? args : at.at('command');
}

/** Whether a script ends with the first command that fails, and sees failures within a pipe. */
export function strictnessOf(container: Container): { readonly stopsAtErrors: boolean; readonly seesPipes: boolean } {
  const script = scriptOf(container);
  if (script === undefined) return { stopsAtErrors: true, seesPipes: true };
  const options = [...script.options, ...Array.from(script.text.matchAll(/(?:^|[\s;])set\s+([^\n;&|]*)/g), ([, words]) => words)].join(' ');
  return { stopsAtErrors: /(^|\s)-[a-zA-Z]*e|errexit/.test(options), seesPipes: options.includes('pipefail') };
}
