export function ensureBuilt(
  progress: { step<T>(title: string, work: () => Promise<T>): Promise<T>; note(text: string): void },
  options: { pages: boolean },
): Promise<void>;
