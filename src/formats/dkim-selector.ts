/** What stands between a selector and the domain in DNS. */
const between = '._domainkey.';
const maxLabelLength = 63;
/** Of a whole name in DNS. */
const maxNameLength = 253;

/** What is wrong with a DKIM selector, as a sentence that does not repeat it; null when it is one. */
export function dkimSelectorProblem(value: string): string | null {
  if (/\._domainkey\b/i.test(value))
    return 'Give the selector alone: what stands before "._domainkey", such as s1.';
  const labels = value.split('.');
  if (!labels.every((label) => /^[\w-]+$/.test(label)))
    return 'This must be a DKIM selector, such as s1: letters, digits, hyphens and underscores, and dots between them.';
  if (labels.some((label) => label.length > maxLabelLength))
    return `What stands between two dots can have at most ${maxLabelLength} characters.`;
  // No domain is shorter than this.
  return dkimNameProblem(value, 'a.a');
}

/** What is wrong with a selector and the domain together, which make the name of the record. */
export function dkimNameProblem(selector: string, domain: string): string | null {
  const name = selector + between + domain.replace(/\.$/, '');
  return name.length > maxNameLength
    ? `Selector and domain are too long together: with "${between}" between them a name in DNS can have at most ${maxNameLength} characters.`
    : null;
}
