import { cn } from '@/components/ui/cn';

/** The eight GPUs of a node as eight tiles that draw a G; the wide one is the slice that is yours. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 22" aria-hidden className={cn('size-5 shrink-0', className)}>
      <g className="fill-current">
        <rect x="0" y="0" width="6" height="6" rx="1.25" />
        <rect x="8" y="0" width="6" height="6" rx="1.25" />
        <rect x="16" y="0" width="6" height="6" rx="1.25" />
        <rect x="0" y="8" width="6" height="6" rx="1.25" />
        <rect x="0" y="16" width="6" height="6" rx="1.25" />
        <rect x="8" y="16" width="6" height="6" rx="1.25" />
        <rect x="16" y="16" width="6" height="6" rx="1.25" />
      </g>
      <rect x="9.5" y="8" width="12.5" height="6" rx="1.25" className="fill-ring" />
    </svg>
  );
}

/** Mark and name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span className="text-16 leading-none font-semibold tracking-tight">
        GPU<span className="font-normal text-muted">aaS</span>
      </span>
    </span>
  );
}
