/** Modes that people write. None of them is, as a decimal number, a mode that anybody wants: 400 would be 0620. */
const USUAL = ['400', '440', '444', '500', '550', '555', '600', '640', '644', '660', '664', '700', '750', '755', '770', '775', '777'];

/** The mode that was meant by a number without a leading zero, or by a text; undefined where it may be what it says, or something else. */
export function modeMeant(value: unknown): number | undefined {
  if (typeof value === 'number') return USUAL.includes(String(value)) ? parseInt(String(value), 8) : undefined;
  if (typeof value !== 'string') return undefined;
  const [, zero, digits] = /^(0o?)?([0-7]{3})$/.exec(value) ?? [];
  return digits !== undefined && (zero !== undefined || USUAL.includes(digits)) ? parseInt(digits, 8) : undefined;
}
