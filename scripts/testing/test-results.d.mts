export interface TestCount {
  passed: number;
  failed: number;
}
export function countVitest(file: string, exitCode: number): TestCount;
export function countPlaywright(file: string, exitCode: number): TestCount;
