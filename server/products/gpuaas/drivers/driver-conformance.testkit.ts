import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@/server/shared/ids';
import { DriverError, type CapacityDriver, type DriverEvent, type WorkspaceSpec } from './capacity-driver';

interface Subject {
  driver: CapacityDriver;
  /** Ends everything that runs in a workspace from inside, without asking the driver. */
  crash(workspaceId: string): Promise<void>;
}

const EVENT_WAIT_MS = 10_000;

/** What every capacity driver must do, whatever engine stands behind it. Registers the tests; call it in a test file. */
export function describeDriver(name: string, subject: () => Subject): void {
  const made: string[] = [];
  const spec = (changes: Partial<WorkspaceSpec> = {}): WorkspaceSpec => {
    const workspaceId = `${newId('alc')}-1`;
    made.push(workspaceId);
    return { workspaceId, name: 'box', gpuUuids: [], cpuMillis: 500, memoryMib: 256, diskMib: 128, ...changes };
  };
  const driver = () => subject().driver;

  afterEach(async () => {
    for (const workspaceId of made.splice(0)) await driver().release(workspaceId, { graceMs: 0 });
  });

  describe(`the ${name} driver`, () => {
    it('says what its node is, has and can isolate', async () => {
      const facts = await driver().inventory();
      expect(facts).toMatchObject({ isUsable: true, isDraining: false });
      expect(Math.min(facts.cpuMillis, facts.memoryMib, facts.isolation.length)).toBeGreaterThan(0);
      expect(new Set(facts.gpus.map((gpu) => gpu.uuid)).size).toBe(facts.gpus.length);
    });

    it('starts a workspace once, however often it is asked, with its steps and one started event', async () => {
      const wanted = spec({ gpuUuids: (await driver().inventory()).gpus.slice(0, 1).map((gpu) => gpu.uuid) });
      const steps: string[] = [];
      const first = await driver().provision(wanted, (step) => steps.push(`${step.name} ${step.phase}`));
      const again = await driver().provision(wanted);
      expect(again).toMatchObject({ state: 'running', startedAt: first.startedAt });
      expect(steps.length).toBeGreaterThanOrEqual(2);
      expect((await driver().list()).map(({ workspaceId }) => workspaceId)).toContain(wanted.workspaceId);
      const events = await eventsUntil(driver(), (event) => event.workspaceId === wanted.workspaceId);
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      const started = events.filter(
        ({ workspaceId, fact }) => workspaceId === wanted.workspaceId && fact.kind === 'started',
      );
      expect(started).toHaveLength(1);
      expect(Math.abs((started[0]?.at.getTime() ?? 0) - (first.startedAt?.getTime() ?? 0))).toBeLessThan(1_000);
    });

    it('runs a program inside and measures its use', async () => {
      const { workspaceId } = await driver().provision(spec());
      expect(await driver().exec(workspaceId, ['true'])).toMatchObject({ exitCode: 0 });
      const use = await driver().stats(workspaceId);
      expect(use.processCount ?? 1).toBeGreaterThan(0);
    });

    it('proves that nothing is left after a release, tells when, and proves it again when asked again', async () => {
      const { workspaceId } = await driver().provision(spec());
      expect(await driver().release(workspaceId, { graceMs: 100 })).toEqual({ isProven: true, blockers: [] });
      const isEnd = (event: DriverEvent) => event.workspaceId === workspaceId && event.fact.kind === 'released';
      expect((await eventsUntil(driver(), isEnd)).at(-1)?.workspaceId).toBe(workspaceId);
      expect(await driver().status(workspaceId)).toBeNull();
      expect(await driver().release(workspaceId, { graceMs: 0 })).toEqual({ isProven: true, blockers: [] });
    });

    it('tells of a workspace that ended by itself, and keeps it until it is released', async () => {
      const { workspaceId } = await driver().provision(spec());
      await subject().crash(workspaceId);
      const isExit = (event: DriverEvent) => event.workspaceId === workspaceId && event.fact.kind === 'exited';
      const event = (await eventsUntil(driver(), isExit)).find(isExit);
      expect(event?.fact.kind).toBe('exited');
      expect(await driver().status(workspaceId)).toMatchObject({ state: 'exited' });
    });

    it('refuses in the driver’s own words what it does not know', async () => {
      expect(await driver().status('alc_unknown-1')).toBeNull();
      await expect(driver().stats('alc_unknown-1')).rejects.toBeInstanceOf(DriverError);
    });
  });
}

async function eventsUntil(driver: CapacityDriver, isLast: (event: DriverEvent) => boolean): Promise<DriverEvent[]> {
  const events: DriverEvent[] = [];
  for await (const event of driver.events(1, AbortSignal.timeout(EVENT_WAIT_MS))) {
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}
