// When a file that the source does not explain would run: already when the package is installed or built, when it is used, or never.
const atInstall =
  /(^|\/)(setup\.py|setup\.cfg|build\.rs|binding\.gyp|extconf\.rb|configure(\.(ac|in))?|[^/]+\.m4|CMakeLists\.txt|meson\.build|Makefile([.-][^/]*)?|[^/]+\.(cmake|gyp|gypi|mk|targets|props)|package\.json|pyproject\.toml|Cargo\.toml|Rakefile|composer\.json)$/;
const wheelStart = /\.pth$|^[^/]+\.data\/(scripts|headers|data)\/|(^|\/)(sitecustomize|usercustomize)\.py$/;
const installScript = /(^|\/)(pre|post)?(inst|install|rm|uninstall)(\.(sh|ps1|js|cjs|mjs|py|bat))?$|^(DEBIAN|control)\/|(^|\/)tools\/[^/]+\.ps1$/;
const code =
  /\.(py|pyw|pyc|pyo|pyd|pyx|js|mjs|cjs|jsx|ts|tsx|mts|cts|rb|php|pl|pm|lua|r|jl|sh|bash|zsh|fish|bat|cmd|ps1|psm1|class|jar|war|so|dll|dylib|exe|node|wasm|o|a|obj|c|cc|cpp|cxx|h|hh|hpp|m|mm|rs|go|s|asm|java|kt|scala|groovy|clj|cs|fs|vb|swift|zig|el|ex|exs|erl|hs|proto|html?|svg|vue|whl|gem|egg|zip|tar|gz|xz|bz2|pkl|pickle|pt|pth)$/i;

/** `path` inside the package; `format` as its facts name it. A wheel runs nothing while it is installed, but what starts with the interpreter runs unasked. */
export function dangerOf(path: string, format: string, native: boolean): 'install' | 'import' | 'data' {
  if (wheelStart.test(path)) return 'install';
  const wheel = format === 'wheel' || format === 'jar';
  if (!wheel && (atInstall.test(path) || installScript.test(path))) return 'install';
  if (native || code.test(path) || /\.so(\.\d+)+$/.test(path)) return 'import';
  // Without an extension it may be a program that is started by name.
  return /(^|\/)(s?bin|scripts|libexec)\/[^/]+$/.test(path) ? 'import' : 'data';
}
