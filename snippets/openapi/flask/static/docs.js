// --8<-- [start:static]
// Unless told, Swagger UI sends the address of the document to a validator on the internet.
SwaggerUIBundle({ dom_id: "#swagger-ui", url: "/openapi.json", validatorUrl: null });
// --8<-- [end:static]
