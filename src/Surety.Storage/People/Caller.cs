using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>What a person does for its party; a person has any number of them.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Reader,

    /// <summary>Reads, sends facts and announces maintenance.</summary>
    Agent,

    /// <summary>All of that; drafts and proposes versions, proposes and answers exclusions, closes, revises, exports, back-tests.</summary>
    Manager,

    /// <summary>Reads and signs.</summary>
    Signatory,

    /// <summary>Everything; people, keys and erasure are its alone.</summary>
    Owner,
}

/// <summary>What may be done; all but erasure are scopes of API keys as well.</summary>
public enum Permission
{
    /// <summary>Agreements, statements and what they rest on are read.</summary>
    Read,

    /// <summary>Facts are sent, and maintenance is announced.</summary>
    Facts,

    /// <summary>Versions and exclusions are proposed and answered; periods are closed and revised; packs are exported.</summary>
    Manage,

    /// <summary>Versions are signed.</summary>
    Sign,

    /// <summary>People are invited, changed and ended; keys are made and revoked.</summary>
    People,

    /// <summary>Texts are erased; no key may.</summary>
    Erase,
}

/// <summary>Who asks: a person or an API key, for a party.</summary>
/// <param name="Party">Handle of the party.</param>
/// <param name="Name">As journals and audits name the caller, without personal data: <c>person:per_…</c> or <c>key:…</c>.</param>
/// <param name="Roles">Of a person; of a key, none.</param>
/// <param name="Scopes">Of a key; of a person, none.</param>
/// <param name="Sources">The sources that it may send facts as; empty: any.</param>
/// <param name="OnlySpace">The one space that it is for; <c>null</c>: all of its party's.</param>
public sealed record Caller(string Party, string Name, ValueList<Role> Roles, ValueList<Permission> Scopes, ValueList<string> Sources, string? OnlySpace)
{
    /// <summary>A person.</summary>
    public static Caller Of(Person person) => new(person.Party, person.CallerName, person.Roles, [], [], null);

    /// <summary>An API key.</summary>
    public static Caller Of(ApiKey key) => new(key.Party, key.CallerName, [], key.Scopes, key.Sources, key.Space);

    /// <summary>On whose behalf the record is looked at.</summary>
    public Access Access => new Access.Party(Party);

    /// <summary>Whether this may be done at all; whether its party sits at a space is another question.</summary>
    public bool May(Permission permission) => Scopes.Contains(permission) || Roles.Any(r => Of(r).Contains(permission));

    /// <summary>Whether it may send facts as a source.</summary>
    public bool MaySendAs(string source) => Sources.Count == 0 || Sources.Contains(source);

    /// <summary>Whether it is for a space; whether its party sits there is another question.</summary>
    public bool IsFor(string space) => OnlySpace is null || OnlySpace == space;

    /// <summary>Whether it may give somebody roles: nobody gives what it has not itself.</summary>
    public bool MayGive(ValueList<Role> roles) => roles.SelectMany(Of).All(May);

    /// <summary>What a role may do.</summary>
    public static IReadOnlyList<Permission> Of(Role role) => role switch
    {
        Role.Reader => [Permission.Read],
        Role.Agent => [Permission.Read, Permission.Facts],
        Role.Manager => [Permission.Read, Permission.Facts, Permission.Manage],
        Role.Signatory => [Permission.Read, Permission.Sign],
        Role.Owner => Enum.GetValues<Permission>(),
    };
}

/// <summary>Roles and scopes in the words of the API and of the rows.</summary>
public static class RoleWords
{
    /// <summary>A role in one word.</summary>
    public static string Of(Role role) => role switch { Role.Reader => "reader", Role.Agent => "agent", Role.Manager => "manager", Role.Signatory => "signatory", Role.Owner => "owner" };

    /// <summary>A permission in one word; a scope likewise.</summary>
    public static string Of(Permission permission) => permission switch { Permission.Read => "read", Permission.Facts => "facts", Permission.Manage => "manage", Permission.Sign => "sign", Permission.People => "people", Permission.Erase => "erase" };

    /// <summary>A role by its word; <c>null</c>: it is none.</summary>
    public static Role? RoleOf(string word) => Enum.GetValues<Role>().Where(r => Of(r) == word).Select(r => (Role?)r).FirstOrDefault();

    /// <summary>A scope by its word; <c>null</c>: it is none.</summary>
    public static Permission? ScopeOf(string word) => Enum.GetValues<Permission>().Where(p => p != Permission.Erase && Of(p) == word).Select(p => (Permission?)p).FirstOrDefault();

    internal static string Text(ValueList<Role> roles) => string.Join(' ', roles.Distinct().Order().Select(Of));

    internal static string Text(ValueList<Permission> scopes) => string.Join(' ', scopes.Distinct().Order().Select(Of));

    internal static ValueList<Role> Roles(string text) => text.Split(' ').Select(RoleOf).OfType<Role>().ToValueList();

    internal static ValueList<Permission> Scopes(string text) => text.Split(' ').Select(ScopeOf).OfType<Permission>().ToValueList();
}
