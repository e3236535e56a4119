import type { Interactive } from './elements.ts';
import type { Block } from './schema.ts';

/** The elements of a block that a person can use. */
export function elementsOf(block: Block): Interactive[] {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image') {
    return [block.accessory];
  }
  return [];
}
