/** Style sheets that scripts name are bundled beside them. */
declare module '*.css'
