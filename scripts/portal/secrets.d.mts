export function ensureSecrets(dataDir: string): object;
export function secretPath(dataDir: string, name: string): string;
