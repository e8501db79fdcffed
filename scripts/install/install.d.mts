interface LockedPackage {
  version?: string;
  optional?: boolean;
  peer?: boolean;
  link?: boolean;
}
export function matchesLock(wanted: Record<string, LockedPackage>, present: Record<string, LockedPackage>): boolean;
