using System.Text;
using Surety.Text;

namespace Surety.Storage.People;

/// <summary>What people write into forms, each with the name of its field: all that is wrong with it, or nothing.</summary>
static class Fields
{
    /// <summary>A refusal at a field.</summary>
    public static Problem No(string field, string code, string message, string? mend = null) => new(new(field, 0, 0), Severity.Error, code, message, mend);

    public static Result<T> Refused<T>(string field, string code, string message, string? mend = null) => new Result<T>.Refused([No(field, code, message, mend)]);

    /// <summary>One line of text.</summary>
    public static IEnumerable<Problem> Line(string field, string text, int most = 200)
    {
        if (string.IsNullOrWhiteSpace(text)) yield return No(field, "field.empty", $"'{field}' is empty.", $"Write 1 to {most} characters.");
        else if (text.Length > most) yield return No(field, "field.long", $"'{field}' has {text.Length} characters.", $"Write at most {most}.");
        else if (!IsPlain(text)) yield return No(field, "field.characters", $"'{field}' has characters that cannot be seen.", "Write one line of plain text.");
    }

    /// <summary>Whether all characters can be seen, or at least be written; half a character cannot.</summary>
    static bool IsPlain(string text) => !text.Any(c => char.IsControl(c) || SourceText.IsForbidden(c)) && IsWhole(text);

    /// <summary>Whether no character is only half there.</summary>
    public static bool IsWhole(string text) => !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    /// <summary>Short name of a party.</summary>
    public static IEnumerable<Problem> Handle(string field, string handle)
    {
        if (!IsHandle(handle)) yield return No(field, "party.handle", $"{Quoted.Of(handle)} is no short name of a party.", "Write 2 to 32 lower-case letters, digits and hyphens, a letter first: 'acme-hosting'.");
    }

    public static bool IsHandle(string handle) => handle.Length is >= 2 and <= 32 && handle[0] is >= 'a' and <= 'z' && handle.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>An e-mail as it is kept.</summary>
    public static string Email(string email) => email.Trim().ToLowerInvariant();

    public static IEnumerable<Problem> EmailAt(string field, string email)
    {
        var at = email.LastIndexOf('@');
        if (email.Length is >= 3 and <= 254 && at is > 0 and <= 64 && at < email.Length - 1 && !email.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';' or '"') && IsPlain(email) && email.IndexOf('@') == at) yield break;
        yield return No(field, "person.email", string.IsNullOrWhiteSpace(email) ? "The e-mail address is missing." : $"{Quoted.Of(email)} is no e-mail address.", "Write one as 'jo@example.org'.");
    }

    public static IEnumerable<Problem> Roles(string field, ValueList<Role> roles)
    {
        if (roles.Count == 0) yield return No(field, "person.roles", "Somebody without a role could do nothing.", "Give at least one of reader, agent, manager, signatory, owner.");
    }
}
