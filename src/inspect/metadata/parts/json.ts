// JSON files of packages: parsed once, narrowed by hand, since any key may hold anything.
export type Json = Readonly<Record<string, unknown>>;

/** The object that the text is; undefined where it is no JSON or another value. Prototypes stay out of it: `__proto__` is a key like others. */
export function jsonObject(text: string): Json | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // what is wrong with it is said by the caller, who knows which file it is
  }
  return isObject(value) ? value : undefined;
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own string value that says something. */
export function stringAt(object: unknown, key: string): string | undefined {
  const value = valueAt(object, key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export const valueAt = (object: unknown, key: string): unknown => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined);
export const objectAt = (object: unknown, key: string): Json => {
  const value = valueAt(object, key);
  return isObject(value) ? value : {};
};
export const listAt = (object: unknown, key: string): readonly unknown[] => {
  const value = valueAt(object, key);
  return Array.isArray(value) ? value : [];
};
/** Strings of a list, or the one string that stands for a list of one. */
export const stringsAt = (object: unknown, key: string): string[] => {
  const value = valueAt(object, key);
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && item !== '');
};
