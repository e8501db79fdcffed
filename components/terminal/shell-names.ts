const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** The next free `shell-N`. */
export function nextShellName(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`shell-${number}`)) number++;
  return `shell-${number}`;
}

/** Why a shell cannot have this name; undefined when it can. */
export function checkShellName(name: string, taken: readonly string[]): string | undefined {
  if (!NAME_PATTERN.test(name)) return 'Use up to 32 letters, digits, - and _; begin with a letter or digit.';
  return taken.includes(name) ? 'There is a shell of this name already.' : undefined;
}
