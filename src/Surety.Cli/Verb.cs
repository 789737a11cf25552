using System.CommandLine;
using System.CommandLine.Parsing;
using Surety.Contract;

namespace Surety.Cli;

/// <summary>A command with the examples that stand under its help.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary><c>-o</c>, with the forms that this command has; the first holds where none is named.</summary>
    public static Option<string> OutputOption(params string[] forms)
    {
        var option = new Option<string>("--output", "-o") { Description = $"Form of the result: {string.Join(", ", forms)}.", HelpName = string.Join('|', forms), DefaultValueFactory = _ => forms[0] };
        Only(option, forms);
        return option;
    }

    /// <summary><c>--language</c>, for commands that print sentences of a contract.</summary>
    /// <param name="silent">Which one it is where none is named.</param>
    public static Option<string?> LanguageOption(string silent)
    {
        string[] languages = [.. PrintedContract.Languages];
        var option = new Option<string?>("--language") { Description = $"{string.Join(" or ", languages)}. Where silent: {silent}.", HelpName = string.Join('|', languages) };
        Only(option, languages);
        return option;
    }

    public static readonly Option<bool> Json = new("--json") { Description = "The same as --output json." };

    /// <summary>Completes an option by the only words that it may have, and refuses others with these.</summary>
    public static void Only<T>(Option<T> option, string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Only(result, option.Name, words));
    }

    /// <inheritdoc cref="Only{T}(Option{T}, string[])"/>
    public static void Only<T>(Argument<T> argument, string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Only(result, $"The {argument.Name}", words));
    }

    static void Only(SymbolResult result, string what, string[] words)
    {
        if (result.Tokens is [{ Value: var word }, ..] && !words.Contains(word)) result.AddError($"{what} cannot be '{word}' here. Expected: {string.Join(", ", words)}.");
    }
}
