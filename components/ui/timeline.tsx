import { cn } from './cn';
import { StatusTile } from './status';
import { stepTile, stepWord, type Step } from './steps.types';

/** What happened, in order, each with its time; what goes on now breathes. */
export function Timeline({ steps, label }: { steps: readonly Step[]; label: string }) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {steps.map((step, index) => (
        <li key={step.id} className="relative flex gap-3 pb-4 last:pb-0">
          {index < steps.length - 1 && (
            <span
              aria-hidden
              className={cn(
                'absolute top-5 bottom-0 left-[4.5px] w-px',
                step.state === 'done' ? 'bg-control' : 'bg-line',
              )}
            />
          )}
          <span className="flex h-5 items-center">
            <StatusTile {...stepTile[step.state]} live={step.state === 'doing'} />
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span
                className={cn(
                  'text-13',
                  step.state === 'todo' || step.state === 'skipped' ? 'text-faint' : 'font-medium',
                )}
              >
                {step.title}
                <span className="sr-only">, {stepWord[step.state]}</span>
              </span>
              {step.time && <span className="num font-mono text-12 text-faint">{step.time}</span>}
            </div>
            {step.detail && (
              <div className={cn('mt-0.5 text-12', step.state === 'failed' ? 'text-danger' : 'text-muted')}>
                {step.detail}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The parts of a task one walks through, side by side; narrow windows show them one below the other. */
export function Stepper({ steps, label }: { steps: readonly Step[]; label: string }) {
  return (
    <ol aria-label={label} className="flex flex-col gap-x-3 gap-y-2 sm:flex-row sm:items-center">
      {steps.map((step, index) => (
        <li
          key={step.id}
          aria-current={step.state === 'doing' ? 'step' : undefined}
          className={cn('flex min-w-0 items-center gap-2 text-13', index < steps.length - 1 && 'sm:flex-1')}
        >
          <StatusTile {...stepTile[step.state]} />
          <span className={cn('whitespace-nowrap', step.state === 'doing' ? 'font-medium' : 'text-muted')}>
            {step.title}
            <span className="sr-only">, {stepWord[step.state]}</span>
          </span>
          {index < steps.length - 1 && <span aria-hidden className="ml-1 hidden h-px flex-1 bg-strong sm:block" />}
        </li>
      ))}
    </ol>
  );
}
