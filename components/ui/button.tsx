'use client';
import { cva, type VariantProps } from 'class-variance-authority';
import Link from 'next/link';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

const look = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded border font-medium transition-colors duration-150 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent text-on-accent hover:bg-accent-hover disabled:border-line disabled:bg-sunken disabled:text-faint aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint',
        secondary:
          'border-strong bg-surface text-ink hover:border-control hover:bg-hover disabled:border-line disabled:bg-surface disabled:text-faint aria-disabled:border-line aria-disabled:bg-surface aria-disabled:text-faint',
        ghost:
          'border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink disabled:bg-transparent disabled:text-faint aria-disabled:bg-transparent aria-disabled:text-faint',
        danger:
          'border-transparent bg-danger-solid text-on-danger hover:bg-danger-hover disabled:border-line disabled:bg-sunken disabled:text-faint aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint',
        'danger-quiet':
          'border-strong bg-surface text-danger hover:border-danger-line hover:bg-danger-soft disabled:border-line disabled:text-faint aria-disabled:border-line aria-disabled:bg-surface aria-disabled:text-faint',
      },
      size: { sm: 'h-7 px-2.5 text-13', md: 'h-8 px-3 text-13', lg: 'h-10 px-4 text-14' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

type Look = VariantProps<typeof look>;

export type ButtonProps = ComponentProps<'button'> &
  Look & {
    icon?: ReactNode;
    /** Work is under way: clicks are ignored, the width stays. */
    busy?: boolean;
    /** Why it cannot be pressed now. The button stays reachable by keyboard, so that the reason can be read. */
    disabledReason?: string;
  };

/** A verb one presses. One `primary` per screen. */
export function Button({ variant, size, icon, busy, disabledReason, className, children, ...props }: ButtonProps) {
  const blocked = Boolean(busy) || disabledReason !== undefined;
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) event.preventDefault();
    else props.onClick?.(event);
  };
  const button = (
    <button
      type="button"
      {...props}
      onClick={onClick}
      aria-busy={busy || undefined}
      aria-disabled={disabledReason !== undefined || undefined}
      className={cn(look({ variant, size }), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
  return disabledReason ? <Tooltip content={disabledReason}>{button}</Tooltip> : button;
}

/** A button that goes somewhere: a real link, so that it opens in a new tab. */
export function ButtonLink({
  variant,
  size,
  icon,
  className,
  children,
  ...props
}: ComponentProps<typeof Link> & Look & { icon?: ReactNode }) {
  return (
    <Link {...props} className={cn(look({ variant, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}

const squares = { sm: 'size-7 px-0', md: 'size-8 px-0', lg: 'size-10 px-0' } as const;

export type IconButtonProps = Omit<ButtonProps, 'icon' | 'children'> & {
  /** What it does; read aloud and shown on hover. */
  label: string;
  children: ReactNode;
  tooltip?: boolean;
};

/** A button with a picture instead of words. */
export function IconButton({
  label,
  size = 'md',
  variant = 'ghost',
  tooltip = true,
  className,
  ...props
}: IconButtonProps) {
  const button = (
    <Button
      {...props}
      size={size}
      variant={variant}
      aria-label={label}
      className={cn(squares[size ?? 'md'], className)}
    />
  );
  return tooltip && props.disabledReason === undefined ? <Tooltip content={label}>{button}</Tooltip> : button;
}
