export function staleParts(): { programs: string | null; pages: string | null };
export function buildPrograms(hash: string): Promise<void>;
