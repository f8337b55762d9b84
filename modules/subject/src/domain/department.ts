import { foldText } from '@aurora/kernel';
import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'Department',
  tableName: 'department',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    nameKey: p.string().fieldName('name_key'),
    createdAt: p.string().fieldName('created_at'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
  },
});

/** How names of departments are compared: whatever their case and accents. */
export const departmentKey = (name: string): string => foldText(name).slice(0, 200);

export class Department extends schema.class {
  static make(id: number, name: string, now: string): Department {
    const department = new Department();
    Object.assign(department, { id, name, nameKey: departmentKey(name), createdAt: now, updatedAt: now });
    return department;
  }

  /** False if that was its name already. */
  rename(name: string, now: string): boolean {
    if (name === this.name) return false;
    Object.assign(this, { name, nameKey: departmentKey(name), updatedAt: now });
    return true;
  }
}
schema.setClass(Department);
