using System.CommandLine;
using Surety.Agreements;

namespace Surety.Cli.Agreements;

/// <summary><c>surety schema</c>: the JSON Schema of agreement files, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Of(Session session)
    {
        var schema = new Verb("schema", "Prints a JSON Schema of agreement files, with which an editor completes and explains keys.", "surety schema > agreement.schema.json");
        schema.SetAction(_ =>
        {
            session.Output.Write(AgreementSchema.Json);
            return ExitCode.Ok;
        });
        return schema;
    }
}
