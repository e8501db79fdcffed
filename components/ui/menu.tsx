'use client';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type MenuItem =
  | {
      kind?: 'action';
      label: ReactNode;
      icon?: ReactNode;
      onSelect: () => void;
      danger?: boolean;
      /** Why not now; shown under the label. */
      disabledReason?: string;
      shortcut?: string;
    }
  | { kind: 'link'; label: ReactNode; icon?: ReactNode; href: string }
  | { kind: 'check'; label: ReactNode; checked: boolean; onCheckedChange: (checked: boolean) => void }
  | {
      kind: 'choice';
      label: string;
      value: string;
      options: readonly { value: string; label: ReactNode }[];
      onValueChange: (value: string) => void;
    }
  | { kind: 'heading'; label: ReactNode }
  | { kind: 'separator' };

export type MenuProps = {
  trigger: ReactNode;
  items: readonly MenuItem[];
  align?: 'start' | 'center' | 'end';
  label?: string;
};

const row =
  'flex min-h-7 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-13 outline-none data-disabled:text-faint data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint';

/** Acts on the thing its trigger belongs to. */
export function Menu({ trigger, items, align = 'end', label }: MenuProps) {
  return (
    // Not modal: the page behind stays readable and scrollable, and is not hidden from screen readers.
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 min-w-44 animate-rise-in overflow-y-auto rounded border border-strong bg-raised p-1 shadow-overlay"
        >
          {items.map((item, index) => (
            <MenuRow key={index} item={item} />
          ))}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  switch (item.kind) {
    case 'separator':
      return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />;
    case 'heading':
      return <Primitive.Label className="px-2 pt-1.5 pb-1 text-12 text-faint">{item.label}</Primitive.Label>;
    case 'link':
      return (
        <Primitive.Item asChild className={row}>
          <Link href={item.href}>
            {item.icon}
            {item.label}
          </Link>
        </Primitive.Item>
      );
    case 'check':
      return (
        <Primitive.CheckboxItem
          checked={item.checked}
          onCheckedChange={item.onCheckedChange}
          onSelect={(event) => event.preventDefault()}
          className={cn(row, 'pr-8')}
        >
          {item.label}
          <Mark />
        </Primitive.CheckboxItem>
      );
    case 'choice':
      return (
        <Primitive.RadioGroup value={item.value} onValueChange={item.onValueChange}>
          <Primitive.Label className="px-2 pt-1.5 pb-1 text-12 text-faint">{item.label}</Primitive.Label>
          {item.options.map((option) => (
            <Primitive.RadioItem key={option.value} value={option.value} className={cn(row, 'pr-8')}>
              {option.label}
              <Mark />
            </Primitive.RadioItem>
          ))}
        </Primitive.RadioGroup>
      );
    default:
      return (
        <Primitive.Item
          onSelect={item.onSelect}
          disabled={item.disabledReason !== undefined}
          className={cn(row, item.danger && 'text-danger data-highlighted:bg-danger-soft [&_svg]:text-danger')}
        >
          {item.icon}
          <span className="min-w-0 flex-1">
            {item.label}
            {item.disabledReason && <span className="block text-12 text-faint">{item.disabledReason}</span>}
          </span>
          {item.shortcut && <kbd className="font-mono text-12 text-faint">{item.shortcut}</kbd>}
        </Primitive.Item>
      );
  }
}

function Mark() {
  return (
    <Primitive.ItemIndicator className="absolute right-3">
      <Check aria-hidden className="text-accent-ink!" />
    </Primitive.ItemIndicator>
  );
}
