/** The data model as the guard sees it: which table belongs to which domain, told by the file that declares it. */
import path from 'node:path';
import { ownerFolder } from './areas';
import type { Project } from './graph';
import { perFile, type Plant } from './rule';

/** One model of the schema. */
export interface Model {
  readonly name: string;
  readonly table: string;
  /** Folder, with a slash at the end, whose files alone may write it. */
  readonly owner: string;
  /** Relation field → name of the model it leads to. */
  readonly relations: ReadonlyMap<string, string>;
}

/** All models, by the name the client gives them and by table. */
export interface Schema {
  readonly byAccessor: ReadonlyMap<string, Model>;
  readonly byName: ReadonlyMap<string, Model>;
  readonly byTable: ReadonlyMap<string, Model>;
}

interface Declared {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly (readonly [field: string, type: string])[];
}

const modelsOf = perFile((file): Declared[] =>
  [...file.text.matchAll(/^model\s+(\w+)\s*\{([^}]*)\}/gms)].map(([, name = '', body = '']) => ({
    name,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    fields: [...body.matchAll(/^\s+(\w+)\s+(\w+)/gm)].map(([, field = '', type = '']) => [field, type] as const),
  })),
);

/** Reads the schema out of `prisma/models/<domain>.prisma`. */
export function schemaOf(project: Project): Schema {
  const declared = [...project.files.values()]
    .filter((file) => /^prisma\/models\/[\w-]+\.prisma$/.test(file.path))
    .flatMap((file) =>
      modelsOf(file).map((model) => ({ ...model, domain: path.posix.basename(file.path, '.prisma') })),
    );
  const names = new Set(declared.map((model) => model.name));
  const models = declared.map((model): Model => ({
    name: model.name,
    table: model.table,
    owner: ownerFolder(model.domain),
    relations: new Map(model.fields.filter(([, type]) => names.has(type))),
  }));
  return {
    byAccessor: new Map(models.map((model) => [model.name.charAt(0).toLowerCase() + model.name.slice(1), model])),
    byName: new Map(models.map((model) => [model.name, model])),
    byTable: new Map(models.map((model) => [model.table.toLowerCase(), model])),
  };
}

/** A schema of two domains for planted files. */
export const PLANTED_SCHEMA: Plant['files'] = {
  'prisma/models/planted-one.prisma': [
    'model PlantedParent {',
    '  id String @id',
    '  children PlantedChild[]',
    '  @@map("planted_one_parent")',
    '}',
    '',
  ].join('\n'),
  'prisma/models/planted-two.prisma': [
    'model PlantedChild {',
    '  id String @id',
    '  parent PlantedParent @relation(fields: [id], references: [id])',
    '  @@map("planted_two_child")',
    '}',
    '',
  ].join('\n'),
};
