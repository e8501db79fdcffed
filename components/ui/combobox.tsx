'use client';
import { Command } from 'cmdk';
import { Check, ChevronsUpDown } from 'lucide-react';
import { Popover as Primitive } from 'radix-ui';
import { useId, useState, type ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './form-field';
import { controlLook } from './input';
import type { Option } from './select';

export type ComboboxOption = Option & { keywords?: string[]; icon?: ReactNode; group?: string };

export type ComboboxProps = {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly ComboboxOption[];
  placeholder?: string;
  searchPlaceholder?: string;
  /** Says what to do when nothing is found. */
  emptyText?: string;
  label?: string;
  disabled?: boolean;
  /** Given when the server does the searching; the options are then taken as they are. */
  onQueryChange?: (query: string) => void;
  /** The server's answer is on its way. */
  busy?: boolean;
  /** Another thing to press instead of the field. */
  trigger?: ReactNode;
  /** A last row under the options, such as a link to make a new one. */
  footer?: ReactNode;
  className?: string;
};

/** One of many choices, found by typing. */
export function Combobox(props: ComboboxProps) {
  const { value, onValueChange, options, placeholder = 'Choose', label, disabled, trigger, className } = props;
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const control = useFieldControl<{ id?: string; required?: boolean }>({});
  const { required: _required, ...attributes } = control;
  const chosen = options.find((option) => option.value === value);
  return (
    <Primitive.Root open={open} onOpenChange={setOpen}>
      <Primitive.Trigger asChild disabled={disabled}>
        {trigger ?? (
          <button
            type="button"
            role="combobox"
            aria-expanded={open}
            aria-controls={open ? panelId : undefined}
            aria-label={label}
            {...attributes}
            className={cn(
              controlLook,
              'inline-flex h-8 items-center justify-between gap-2 px-2.5 text-left',
              className,
            )}
          >
            <span className={cn('flex min-w-0 items-center gap-2 truncate', !chosen && 'text-faint')}>
              {chosen?.icon}
              {chosen?.label ?? placeholder}
            </span>
            <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
          </button>
        )}
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          id={panelId}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label ?? placeholder}
          className="z-50 w-(--radix-popover-trigger-width) max-w-[calc(100vw-1rem)] min-w-64 animate-rise-in overflow-hidden rounded border border-strong bg-raised shadow-overlay"
        >
          <OptionList
            {...props}
            onValueChange={(next) => {
              onValueChange(next);
              setOpen(false);
            }}
          />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function OptionList(props: ComboboxProps) {
  const {
    value,
    options,
    searchPlaceholder = 'Search',
    emptyText = 'Nothing found',
    onQueryChange,
    busy,
    label,
  } = props;
  const groups = [...new Set(options.map((option) => option.group ?? ''))];
  return (
    <Command shouldFilter={!onQueryChange} label={label ?? searchPlaceholder}>
      <Command.Input
        autoFocus
        placeholder={searchPlaceholder}
        onValueChange={onQueryChange}
        className="h-9 w-full border-b-2 border-line bg-transparent outline-none focus-visible:border-ring px-3 text-13 placeholder:text-faint"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1" aria-label={label ?? 'Choices'}>
        <Command.Empty className="px-2 py-4 text-center text-13 text-faint">
          {busy ? 'Searching' : emptyText}
        </Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group || undefined} className={groupLook}>
            {options
              .filter((option) => (option.group ?? '') === group)
              .map((option) => (
                <OptionRow
                  key={option.value}
                  option={option}
                  chosen={option.value === value}
                  onSelect={props.onValueChange}
                />
              ))}
          </Command.Group>
        ))}
      </Command.List>
      {props.footer && <div className="border-t border-line p-1 text-13">{props.footer}</div>}
    </Command>
  );
}

/** Headings of groups inside cmdk lists. */
export const groupLook =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-faint';

type RowProps = { option: ComboboxOption; chosen: boolean; onSelect: (value: string) => void };

function OptionRow({ option, chosen, onSelect }: RowProps) {
  return (
    <Command.Item
      value={option.value}
      keywords={[option.label, ...(option.keywords ?? [])]}
      disabled={option.disabled}
      onSelect={() => onSelect(option.value)}
      className="relative flex min-h-7 items-center gap-2 rounded-sm py-1 pr-8 pl-2 text-13 data-[disabled=true]:text-faint data-[selected=true]:bg-hover"
    >
      {option.icon}
      <span className="min-w-0">
        <span className="block truncate">{option.label}</span>
        {option.hint && <span className="block truncate text-12 text-faint">{option.hint}</span>}
      </span>
      {chosen && <Check aria-hidden className="absolute right-2 size-4 text-accent-ink" />}
    </Command.Item>
  );
}
