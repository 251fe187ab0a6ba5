/** The known name that was probably meant, as a sentence to append; empty where none is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

/** The known name that was probably meant; undefined where none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return nearest(name, known)[0]?.candidate;
}

/** The known name that was surely meant: the only one that is close, or the only one that differs in capitals alone. */
export function surelyMeant(name: string, known: readonly string[]): string | undefined {
  const near = nearest(name, known);
  const closest = near.filter(({ distance }) => distance === 0);
  const meant = closest.length > 0 ? closest : near;
  return meant.length === 1 ? meant[0].candidate : undefined;
}

function nearest(name: string, known: readonly string[]): Array<{ readonly candidate: string; readonly distance: number }> {
  const most = (candidate: string) => Math.max(1, Math.floor(candidate.length / 4));
  return (
    known
      // Names of very different length are far apart, and measuring long ones takes long.
      .filter((candidate) => Math.abs(candidate.length - name.length) <= most(candidate))
      .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
      .filter(({ candidate, distance }) => distance <= most(candidate))
      .sort((one, other) => one.distance - other.distance)
  );
}

/** How many letters must be added, dropped, changed or swapped with their neighbour. */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const changed = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
      row.push(swapped ? Math.min(changed, rows[i - 2][j - 2] + 1) : changed);
    }
    rows.push(row);
  }
  return rows[one.length][other.length];
}
