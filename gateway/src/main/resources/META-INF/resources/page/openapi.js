/* global SwaggerUIBundle */
SwaggerUIBundle({
  url: new URL("/q/openapi?format=json", location).href,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
