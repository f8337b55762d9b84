/** What every path of the API begins with for clients. */
export const apiPrefix = '/api/v1';
