using System.CommandLine;
using System.CommandLine.Parsing;

namespace Surety.Cli;

/// <summary>A command with the examples that stand under its help.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary><c>-o</c>, with the forms that this command has; the first holds where none is named.</summary>
    public static Option<string> OutputOption(params string[] forms)
    {
        var option = new Option<string>("--output", "-o") { Description = $"Form of the result: {string.Join(", ", forms)}.", HelpName = string.Join('|', forms), DefaultValueFactory = _ => forms[0] };
        option.CompletionSources.Add(forms);
        option.Validators.Add(result => Only(result, forms));
        return option;
    }

    public static readonly Option<bool> Json = new("--json") { Description = "The same as --output json." };

    static void Only(OptionResult result, string[] forms)
    {
        if (result.Tokens is [{ Value: var form }, ..] && !forms.Contains(form))
            result.AddError($"--output cannot be '{form}' here. Expected: {string.Join(", ", forms)}.");
    }
}
