declare const SOURCEGATE_VERSION: string | undefined;

/** The version of package.json, put in by the build; sources that run unbundled say so. */
export const version: string = typeof SOURCEGATE_VERSION === 'string' ? SOURCEGATE_VERSION : '0.0.0-source';
