import { stringify } from 'yaml'
export const yamlText = (value: unknown): string => stringify(value, { sortMapEntries: true })
