import { ownPaths } from './own-paths.ts';
import { publicFaces } from './public-faces.ts';
import { visibleImports } from './visible-imports.ts';

/** The lint rules that hold the boundaries, for .oxlintrc.json. */
export default {
  meta: { name: 'aurora' },
  rules: { 'own-paths': ownPaths, 'public-faces': publicFaces, 'visible-imports': visibleImports },
};
