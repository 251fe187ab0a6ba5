const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML, in elements and in quoted attributes: a name in a manifest is never markup. */
export function escapeHtml(text: string): string {
  return showable(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

/** Text without what a page cannot hold, and without what turns the text around it. */
export function showable(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // eslint-disable-next-line no-control-regex -- these are the ones
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
  );
}
