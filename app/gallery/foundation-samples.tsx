import { Section } from '@/components/ui/page-header';
import { Logo, LogoMark } from '@/components/shell/logo';
import { Line, Sample, SampleGrid } from './sample';

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const meanings = ['ok', 'info', 'warn', 'danger', 'simulated'];
const scale = [
  ['text-28 font-semibold', '28 Spend this month'],
  ['text-20 font-semibold', '20 Allocations'],
  ['text-16 font-semibold', '16 Release training-a?'],
  ['text-14', '14 Body: the workspace keeps running while you are away.'],
  ['text-13', '13 Tables, labels and controls'],
  ['text-12 text-muted', '12 Help, captions and axes'],
  ['font-mono text-13', 'alc_01kazt9q2e 0123456789 $1,240.50'],
] as const;

/** Colours, type and the mark. */
export function FoundationSamples() {
  return (
    <Section id="foundations" title="Foundations">
      <SampleGrid>
        <Sample name="type">
          <div className="flex flex-col gap-2">
            {scale.map(([look, text]) => (
              <p key={look} className={look}>
                {text}
              </p>
            ))}
          </div>
        </Sample>
        <Sample name="grounds, meanings, series">
          <div className="flex flex-col gap-3">
            <div className="grid grid-cols-3 gap-2 sm:grid-cols-6">
              {grounds.map((ground) => (
                <span
                  key={ground}
                  className="grid h-12 place-items-center rounded border border-line text-12"
                  style={{ background: `var(--color-${ground})` }}
                >
                  {ground}
                </span>
              ))}
            </div>
            <div className="grid grid-cols-3 gap-2 sm:grid-cols-5">
              {meanings.map((meaning) => (
                <span
                  key={meaning}
                  className="grid h-8 place-items-center rounded border text-12 font-medium"
                  style={{
                    background: `var(--color-${meaning}-soft)`,
                    borderColor: `var(--color-${meaning}-line)`,
                    color: `var(--color-${meaning})`,
                  }}
                >
                  {meaning}
                </span>
              ))}
            </div>
            <div className="flex h-6 overflow-hidden rounded">
              {Array.from({ length: 8 }, (_, index) => (
                <span key={index} className="flex-1" style={{ background: `var(--color-series-${index + 1})` }} />
              ))}
            </div>
          </div>
        </Sample>
        <Sample name="Logo, LogoMark">
          <Line>
            <Logo />
            <LogoMark className="size-4" />
            <LogoMark className="size-8" />
            <LogoMark className="size-16" />
          </Line>
        </Sample>
      </SampleGrid>
    </Section>
  );
}
