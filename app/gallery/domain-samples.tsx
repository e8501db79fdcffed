import { Panel, Section } from '@/components/ui/page-header';
import { AllocationState, type AllocationStateName } from '@/components/domain/allocation-state';
import { BudgetBurnDown } from '@/components/domain/budget-burn-down';
import { CapacityBar } from '@/components/domain/capacity-bar';
import { GpuTile } from '@/components/domain/gpu-tile';
import { Money } from '@/components/domain/money';
import { PermissionMatrix } from '@/components/domain/permission-matrix';
import { Person } from '@/components/domain/person';
import { ResourceName } from '@/components/domain/resource-name';
import { AbsoluteTime, Duration, RelativeTime } from '@/components/domain/time';
import { Line, Sample, SampleGrid } from './sample';

const states: readonly AllocationStateName[] = [
  'requested',
  'provisioning',
  'active',
  'degraded',
  'releasing',
  'released',
  'failed',
  'release_failed',
];
const dayMs = 86_400_000;
const monthStartMs = Date.UTC(2026, 10, 1);
const burn = Array.from({ length: 18 }, (_, day) => ({
  atMs: monthStartMs + (day + 1) * dayMs,
  micros: BigInt(day + 1) * 44_000_000n + BigInt((day % 5) * 9_000_000),
}));
const usd = (micros: bigint) => ({ currency: 'USD', micros });

/** Money, machines and people. */
export function DomainSamples() {
  return (
    <Section id="domain" title="Domain">
      <SampleGrid>
        <Sample name="Money (hover, copy)">
          <div className="flex max-w-64 flex-col items-end gap-1">
            <Money value={usd(1_240_503_211n)} className="text-20 font-semibold" />
            <Money value={usd(1_240_503_211n)} precision="full" />
            <Money value={usd(123n)} />
            <Money value={usd(-48_210_000n)} signed />
            <Money value={usd(2_400_000n)} per="/ h" />
            <Money value={{ currency: 'EUR', micros: 1_000_000_000_000n }} copyable />
          </div>
        </Sample>
        <Sample name="AllocationState">
          <div className="grid grid-cols-2 gap-2">
            {states.map((state) => (
              <AllocationState key={state} state={state} />
            ))}
          </div>
        </Sample>
        <Sample name="RelativeTime, AbsoluteTime, Duration, ResourceName">
          <div className="flex flex-col items-start gap-1 text-13">
            <RelativeTime at={monthStartMs} />
            <AbsoluteTime at={monthStartMs} />
            <Duration durationMs={8_040_000} />
            <ResourceName name="training-a" id="alc_01kazt9q2esample" href="/gallery#domain" />
            <ResourceName id="gpuaas:local:sample:sample-project:gpuaas/allocation:alc_01kazt9q2esample" />
          </div>
        </Sample>
        <Sample name="GpuTile" wide>
          <div className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-8">
            <GpuTile label="GPU 0" use="mine" busy={0.86} occupant="training-a" />
            <GpuTile label="GPU 1" use="mine" busy={0.04} occupant="training-a" />
            <GpuTile label="GPU 2" use="used" busy={0.42} occupant="Person 3" />
            <GpuTile label="GPU 3" use="used" busy={1} occupant="protein-folding" />
            <GpuTile label="GPU 4" use="free" />
            <GpuTile label="GPU 5" use="free" simulated />
            <GpuTile label="GPU 6" use="drained" />
            <GpuTile label="GPU 7" use="unavailable" occupant="Does not answer" />
          </div>
        </Sample>
        <Sample name="CapacityBar">
          <div className="flex flex-col gap-3">
            <CapacityBar total={8} used={3} mine={2} unit="GPUs" />
            <CapacityBar total={16} used={4} unit="GPUs" simulated />
            <CapacityBar total={8} used={7} unavailable={1} unit="GPUs" reason="No capacity in this region" />
            <CapacityBar total={640} used={410} mine={60} unavailable={8} unit="slots" />
          </div>
        </Sample>
        <Sample name="BudgetBurnDown">
          <Panel>
            <BudgetBurnDown
              budget={usd(1_200_000_000n)}
              points={burn}
              periodStartMs={monthStartMs}
              periodEndMs={monthStartMs + 30 * dayMs}
              forecast={usd(1_380_000_000n)}
              timeZone="UTC"
            />
          </Panel>
        </Sample>
        <Sample name="Person">
          <div className="flex flex-col gap-3">
            <Person name="Person One" detail="person.one@example.com" role="Project admin" scope="sample-project" />
            <Person name="nightly-runner" kind="service" detail="Service account" role="Member" />
            <Line>
              <Person inline name="Person Two" />
              <Person inline name="ci" kind="service" />
            </Line>
          </div>
        </Sample>
        <Sample name="PermissionMatrix" wide>
          <PermissionMatrix
            label="Who may do what in sample-project"
            columns={[
              { id: 'read', label: 'Read' },
              { id: 'launch', label: 'Launch' },
              { id: 'release', label: 'Release' },
              { id: 'budget', label: 'Set budget' },
            ]}
            rows={[
              {
                id: '1',
                header: <Person inline name="Person One" />,
                cells: {
                  read: { state: 'allow', via: 'Project admin' },
                  launch: { state: 'allow' },
                  release: { state: 'allow' },
                  budget: { state: 'allow' },
                },
              },
              {
                id: '2',
                header: <Person inline name="Person Two" />,
                cells: { read: { state: 'allow', via: 'Member' }, launch: { state: 'deny', via: 'a deny binding' } },
              },
            ]}
          />
        </Sample>
      </SampleGrid>
    </Section>
  );
}
