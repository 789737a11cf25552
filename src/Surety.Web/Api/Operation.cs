using Surety.Storage.People;

namespace Surety.Web.Api;

/// <summary>One operation of the API: what it is called, who may, what it takes and gives, and what it does. Nothing is served that is not described by one.</summary>
/// <param name="Method">As HTTP has it.</param>
/// <param name="Path">Below the address of the server; names in braces are parameters that <see cref="PathParameters"/> describes.</param>
/// <param name="Id">Its name in OpenAPI: <c>sendFacts</c>.</param>
/// <param name="Chapter">Under which heading it stands.</param>
/// <param name="Summary">What it does, as a sentence.</param>
/// <param name="Run">Does it.</param>
public sealed record Operation(string Method, string Path, string Id, string Chapter, string Summary, Func<Call, Task<Reply>> Run)
{
    /// <summary>As HTTP has them: what is read can be asked for without its body.</summary>
    public IReadOnlyList<string> Methods => Method == "GET" ? ["GET", "HEAD"] : [Method];

    /// <summary>What a caller has to be allowed; <c>null</c>: anybody may call it.</summary>
    public Permission? Needs { get; init; } = Permission.Read;

    /// <summary>What is enough in its place; <c>null</c>: nothing is.</summary>
    public Permission? Suffices { get; init; }

    /// <summary>Whether somebody may call it.</summary>
    public bool IsFor(Caller? caller) => Needs is not { } needs || caller?.May(needs) == true || (Suffices is { } other && caller?.May(other) == true);

    /// <summary>What a caller has to be allowed, one of these; none: anybody may call it.</summary>
    public IEnumerable<string> NeedsOneOf => new[] { Needs, Suffices }.OfType<Permission>().Select(RoleWords.Of);

    /// <summary>What one should know beyond the summary; <c>null</c>: nothing.</summary>
    public string? About { get; init; }

    /// <summary>Parameters behind the question mark.</summary>
    public ValueList<Query> Query { get; init; }

    /// <summary>The object that is sent; <c>null</c>: none, or another form.</summary>
    public Shape.Fields? Body { get; init; }

    /// <summary>Forms of a body that is no object of known fields, with what each is.</summary>
    public ValueList<(string ContentType, string About)> Takes { get; init; }

    /// <summary>So many bytes are taken at most.</summary>
    public long MostBytes { get; init; } = 64 << 10;

    /// <summary>What it answers where all is well.</summary>
    public ValueList<Response> Gives { get; init; }

    /// <summary>Whether sending it again with the same <c>Idempotency-Key</c> gives the first answer again: all that writes by POST.</summary>
    public bool IsOnce => Method == "POST" && Needs is not null && !IsRepeatable;

    /// <summary>Whether doing it twice does no harm by itself, so that answers are not kept.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether it looks at <c>If-Match</c>.</summary>
    public bool MatchesState { get; init; }

    /// <summary>Whether its ETag is of the content that it answers, and names no state for <c>If-Match</c>.</summary>
    public bool TagsContent { get; init; }

    /// <summary>Whether it is a page: what it refuses is a page as well, and whoever is not signed in is led to the door.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether open pages ask for it by themselves: nobody need sit before them, and no session lasts longer for it.</summary>
    public bool IsUnattended { get; init; }

    /// <summary>Whether anybody who calls it is counted against the limit of sign-ins.</summary>
    public bool IsSignIn { get; init; }
}

/// <summary>A parameter behind the question mark.</summary>
/// <param name="Name">Its name.</param><param name="Shape">What it may be: words, whole numbers, flags, instants.</param><param name="About">What it says.</param>
public readonly record struct Query(string Name, Shape Shape, string About);

/// <summary>An answer where all is well.</summary>
/// <param name="Status">As HTTP has it.</param><param name="About">What it says.</param><param name="ContentType">Its form; empty: no body.</param><param name="Shape">What JSON it is; <c>null</c>: not described here.</param>
public readonly record struct Response(int Status, string About, string ContentType = "application/json", Shape? Shape = null);

/// <summary>What stands in paths.</summary>
public static class PathParameters
{
    static readonly Dictionary<string, (string About, Shape.Words Shape, string Example)> All = new(StringComparer.Ordinal)
    {
        ["agreement"] = ("Name of the agreement on this server: the party that opened it, a dot, the short name in the text.", new(200), "northwind.acme-it-support"),
        ["feed"] = ("Name of the feed on this server: the party that owns it, a dot, its name.", new(200), "northwind.platform-eu"),
        ["version"] = ("Number of the version.", new(9), "2"),
        ["other"] = ("Number of another version.", new(9), "1"),
        ["period"] = ("A month, a quarter or a year.", new(20), "2026-10"),
        ["proposal"] = ("Name of the proposal.", new(60), "prp_01k3v9"),
        ["person"] = ("Name of the person.", new(60), "per_4kq0"),
        ["key"] = ("Name of the key.", new(60), "k7f3"),
        ["draft"] = ("Name of the draft, which it got when it was begun.", new(60), "dra_4kq07wz1m2n3p4q5"),
        ["session"] = ("'current': that of the caller; 'all' of them; or the name of one.", new(60), "current"),
        ["invitation"] = ("Name of the invitation.", new(60), "q4ke"),
        ["entry"] = ("Number of the entry.", new(18), "41"),
        ["asset"] = ("Name of a file that pages load.", new(60), "surety.css"),
        ["passkey"] = ("Name of the passkey.", new(1400), "AbC"),
    };

    /// <summary>What a name stands for.</summary>
    public static (string About, Shape.Words Shape, string Example) Of(string name) => All[name];

    /// <summary>Names in braces.</summary>
    public static IEnumerable<string> In(string path) => path.Split('/').Where(p => p.StartsWith('{')).Select(p => p[1..^1]);
}
