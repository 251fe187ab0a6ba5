import { DocsJson, LANGUAGES, Language, PerLanguage } from './api-json';

/*
 * Pieces of pages: text that Markdown and Vue take as it is meant, and what differs between languages.
 */

/** How a language is chosen in the style sheet, and named in links. */
export const SHORT: PerLanguage<string> = { typescript: 'ts', python: 'py', java: 'java', go: 'go' };

export const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Text of a docstring: Markdown, in which signs outside of code are no tags. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('');
}

/** A summary, what follows it, and where the practice is documented. */
export function describe({ summary, remarks, links = [] }: DocsJson = {}): string[] {
  // jsii ends the summary at a sign that ends no sentence of ours: a semicolon goes on.
  const text = summary?.endsWith(';') === true ? `${summary} ${remarks ?? ''}` : [summary, remarks].filter(Boolean).join('\n\n');
  const see = links.map((link) => (/^https?:/.test(link) ? `<${link}>` : prose(link)));
  return [...(text === '' ? [] : [prose(text)]), ...(see.length === 0 ? [] : [`See ${see.join(', ')}`])];
}

/** What each language says, of which the page shows that of the reader; said once by those that say the same. */
export function inEach(say: (language: Language) => string): string {
  const said = new Map<string, Language[]>();
  for (const language of LANGUAGES) {
    const text = say(language);
    said.set(text, [...(said.get(text) ?? []), language]);
  }
  if (said.size === 1) return [...said.keys()][0];
  return [...said].map(([text, languages]) => span(languages, text)).join('');
}

// The outline and the titles of what is found show the first language.
const span = (languages: readonly Language[], html: string): string =>
  `<span class="lang ${languages.map((language) => `lang-${SHORT[language]}`).join(' ')}${languages.includes('typescript') ? '' : ' ignore-header'}">${html}</span>`;

/** A piece of code in each language, of which the page shows that of the reader. */
export function codeInEach(say: (language: Language) => string | undefined): string[] {
  return LANGUAGES.flatMap((language) => {
    const code = say(language);
    return code === undefined
      ? []
      : [`<div class="lang-block lang-${SHORT[language]}">`, `\`\`\`${FENCES[language]}\n${code.trimEnd()}\n\`\`\``, '</div>'];
  });
}

const FENCES: PerLanguage<string> = { typescript: 'ts', python: 'python', java: 'java', go: 'go' };

/** A default as a docstring tells it: in words behind a dash, as code without. */
export function defaultOf(text: string): string {
  if (text.startsWith('- ')) return prose(text.slice(2));
  return /[`\s]/.test(text) ? prose(text) : `\`${text}\``;
}
