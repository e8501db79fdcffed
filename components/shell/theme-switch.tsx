'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { useTheme } from '@/components/ui/theme';
import { parseTheme } from '@/components/ui/theme.types';

const icons = { system: Monitor, light: Sun, dark: Moon } as const;

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  const Icon = icons[theme];
  return (
    <Menu
      label="Theme"
      trigger={
        <IconButton label="Theme" size="sm" tooltip={false}>
          <Icon aria-hidden />
        </IconButton>
      }
      items={[
        {
          kind: 'choice',
          label: 'Theme',
          value: theme,
          onValueChange: (value) => choose(parseTheme(value)),
          options: [
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ],
        },
      ]}
    />
  );
}
