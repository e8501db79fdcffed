import { CircleAlert, CircleCheck, FlaskConical, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { toneSoft, toneText, type Tone } from './tones';

const icons: Record<Tone, typeof Info> = {
  neutral: Info,
  accent: Info,
  ok: CircleCheck,
  info: Info,
  warn: TriangleAlert,
  danger: CircleAlert,
  simulated: FlaskConical,
};

export type BannerProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** A button or a link at the right end. */
  action?: ReactNode;
  className?: string;
};

/** Something to know before going on, in the flow of the page. Danger is announced at once. */
export function Banner({ tone = 'info', title, children, action, className }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cn(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded border px-3 py-2 text-13',
        toneSoft[tone],
        className,
      )}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', toneText[tone])} />
      <div className="min-w-48 flex-1 text-ink">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title && 'text-muted')}>{children}</div>}
      </div>
      {action}
    </div>
  );
}
