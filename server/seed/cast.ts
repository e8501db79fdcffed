import type { BuiltInRoleName } from '@/server/platform/iam';

/** Who works where in the demo organization. None of them exists; their accounts are marked as demo. */
export const ORGANIZATION = { name: 'Aldersea University', timeZone: 'Europe/Berlin', domain: 'aldersea.example' };

export interface ProjectPlan {
  name: string;
  /** Monthly, whole units of the currency. */
  budget: number;
  /** Launches on a working day, on average. */
  launchesPerDay: number;
  skus: readonly [string, ...string[]];
}

export interface DepartmentPlan {
  name: string;
  budget: number;
  projects: readonly ProjectPlan[];
}

/** Sizes are named by GPU model part and count; `cpu` is the small CPU workspace. */
export const DEPARTMENTS: readonly DepartmentPlan[] = [
  {
    name: 'Computer Science',
    budget: 9_000,
    projects: [
      { name: 'Vision lab', budget: 3_500, launchesPerDay: 0.7, skus: ['A100:1', 'A100:2', 'L40S:1'] },
      { name: 'Language models', budget: 5_000, launchesPerDay: 0.5, skus: ['A100:4', 'A100:2', 'A100:1'] },
      { name: 'Teaching: deep learning', budget: 600, launchesPerDay: 0.8, skus: ['L40S:1', 'cpu'] },
    ],
  },
  {
    name: 'Life Sciences',
    budget: 4_000,
    projects: [
      { name: 'Protein folding', budget: 2_400, launchesPerDay: 0.4, skus: ['A100:1', 'A100:2'] },
      { name: 'Genome assembly', budget: 900, launchesPerDay: 0.3, skus: ['cpu', 'L40S:1'] },
      { name: 'Microscopy', budget: 700, launchesPerDay: 0.3, skus: ['L40S:1', 'L40S:2'] },
    ],
  },
  {
    name: 'Physics',
    budget: 2_500,
    projects: [
      { name: 'Lattice simulations', budget: 1_600, launchesPerDay: 0.3, skus: ['A100:2', 'A100:1'] },
      { name: 'Detector calibration', budget: 500, launchesPerDay: 0.3, skus: ['L40S:1', 'cpu'] },
    ],
  },
];

export interface PersonPlan {
  name: string;
  /** Where the role holds: the organization, a department, projects, or the platform. */
  roles: readonly { role: BuiltInRoleName; at?: string }[];
}

const at = (role: BuiltInRoleName, ...places: string[]) => places.map((place) => ({ role, at: place }));

/** Twenty people in different roles. The first one owns the organization and runs the platform. */
export const PEOPLE: readonly PersonPlan[] = [
  { name: 'Mara Lindqvist', roles: [{ role: 'owner' }, { role: 'platform_superadmin', at: 'platform' }] },
  { name: 'Idris Falk', roles: [{ role: 'admin' }] },
  { name: 'Yuna Castell', roles: [{ role: 'billing_admin' }] },
  { name: 'Tobin Achterberg', roles: [{ role: 'viewer' }] },
  { name: 'Odile Renner', roles: at('department_admin', 'Computer Science') },
  { name: 'Kwabena Sarr', roles: at('department_admin', 'Life Sciences') },
  { name: 'Ines Holloway', roles: at('department_viewer', 'Physics') },
  { name: 'Ravi Montague', roles: at('project_admin', 'Vision lab', 'Teaching: deep learning') },
  { name: 'Leda Okafor', roles: at('project_admin', 'Language models') },
  { name: 'Stellan Brandt', roles: at('project_admin', 'Protein folding') },
  { name: 'Noor Vasquez', roles: at('project_admin', 'Lattice simulations', 'Detector calibration') },
  { name: 'Pia Thornbury', roles: at('project_member', 'Vision lab', 'Language models') },
  { name: 'Emeka Solberg', roles: at('project_member', 'Language models') },
  { name: 'Linnea Duarte', roles: at('project_member', 'Teaching: deep learning') },
  { name: 'Hugo Marchetti', roles: at('project_member', 'Teaching: deep learning', 'Vision lab') },
  { name: 'Saskia Umarov', roles: at('project_member', 'Protein folding', 'Genome assembly') },
  { name: 'Bastien Koh', roles: at('project_member', 'Microscopy', 'Genome assembly') },
  { name: 'Anouk Petrov', roles: at('project_member', 'Lattice simulations') },
  { name: 'Cyrus Whitlock', roles: at('project_member', 'Detector calibration', 'Microscopy') },
  { name: 'Freya Nakamura', roles: at('project_viewer', 'Vision lab') },
];

/** What people call their workspaces. */
export const WORKSPACE_NAMES = [
  'train', 'finetune', 'ablation', 'eval', 'notebook', 'sweep', 'baseline', 'preprocess', 'repro', 'inference', 'debug', 'lr-search', 'distill', 'render',
] as const; // prettier-ignore
