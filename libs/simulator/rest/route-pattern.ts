/** An address without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** `*`, `:name` and `{name}` stand for any one segment; a last `**` for whatever follows. */
export function matches(route: string, path: string): boolean {
  const pattern = route.split('/').filter(Boolean);
  const segments = path.split('/').filter(Boolean);
  const isOpen = pattern.at(-1) === '**';
  if (isOpen) pattern.pop();
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((part, index) => part === segments[index] || part === '*' || /^[:{]/.test(part));
}
