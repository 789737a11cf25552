using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.People;
using Surety.Web.Statements;

namespace Surety.Web.Api;

/// <summary>A request that was let in: who calls, and what was sent, held against what its operation describes.</summary>
/// <param name="context">Of the server.</param><param name="store">The record.</param><param name="worked">Where agreements stand.</param><param name="identity">Remembers who calls.</param><param name="caller">Who calls; <c>null</c>: anybody.</param><param name="body">The object that was sent; undefined where the operation takes none.</param><param name="bytes">The body as it came.</param><param name="log">Told of what whoever calls need not know.</param>
public sealed class Call(HttpContext context, Store store, WorkedOut worked, Identity identity, Caller? caller, JsonElement body, ReadOnlyMemory<byte> bytes, ILogger log)
{
    readonly Store whole = store;

    /// <summary>Of the server.</summary>
    public HttpContext Context => context;

    /// <summary>The record, on behalf of the caller's party: what is looked at and written is its own, unless somebody says otherwise.</summary>
    public Store Store { get; } = caller is null ? store : store.For(caller.Access, Limits.LongestWait);

    /// <summary>Told of what whoever calls need not know.</summary>
    internal ILogger Log => log;

    /// <summary>Where agreements stand.</summary>
    internal WorkedOut WorkedOut => worked;

    /// <summary>Sides of the demo in whose shoes anybody may step; none: this is no demo.</summary>
    internal ValueList<Shell.DemoSeat> Demo => identity.Demo;

    /// <summary>What was asked of passkeys.</summary>
    internal Challenges Challenges => identity.Challenges;

    /// <summary>The address by which people reach the server.</summary>
    public string Origin => identity.OriginOf(context.Request);

    /// <summary>Whether a browser says that a page of somebody else's made the request.</summary>
    internal bool IsFromElsewhere => identity.IsForeign(context.Request);

    /// <summary>The same request of somebody who is nobody yet, with another object.</summary>
    internal Call AsNobody(JsonElement sent) => new(context, whole, worked, identity, null, sent, bytes, log);

    /// <summary>Who calls.</summary>
    public Caller Caller => caller ?? throw new InvalidOperationException("The operation is open to anybody.");

    /// <summary>Who calls; <c>null</c>: anybody.</summary>
    public Caller? AnyCaller => caller;

    /// <summary>The session in which the caller is signed in; <c>null</c>: it is a key, or nobody.</summary>
    public Session? Session => context.Items[typeof(Session)] as Session;

    /// <summary>What the caller may see and write.</summary>
    public Access Access => Caller.Access;

    /// <summary>The object that was sent.</summary>
    public JsonElement Body => body;

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Its form, without parameters and in lower case; empty: nobody said.</summary>
    public string ContentType => Forms.Of(context.Request.ContentType);

    /// <summary>Whether the caller asks for a form by its name.</summary>
    public bool Prefers(string form) => context.Request.Headers.Accept.Any(a => a?.Split(',').Any(one => Forms.Of(one) == form) == true);

    /// <summary>Never ends: what was begun is finished, whether the caller still waits or not. Others share its commit, and what was sent is read until then.</summary>
    public CancellationToken Cancellation { get; } = CancellationToken.None;

    Reading? within;

    /// <summary>A look at what the caller may see; close it.</summary>
    public Task<Reading> LookAsync() => within is { } own ? Task.FromResult(own) : Store.LookAsync(Access, Cancellation);

    /// <summary>The key of the caller's under which the answer is kept, and since when it is under way; <c>null</c>: it is not.</summary>
    internal (string Key, Instant Begun)? KeepsAnswerUnder { get; set; }

    /// <summary>Whether the answer is there already, from the transaction of what was done.</summary>
    internal bool HasKeptAnswer { get; private set; }

    /// <summary>Writes to one space, and answers; an answer that is kept is there with what was written, or neither is.</summary>
    /// <param name="deed">Writes once to the store that it gets.</param><param name="answer">What is said to it, by what this request may look at.</param><param name="no">What is said where it was refused.</param>
    public async Task<Reply> WriteAsync<T>(Func<Store, Task<Result<Written<T>>>> deed, Func<T, Task<Reply>> answer, Func<ValueList<Problem>, Reply>? no = null)
    {
        var keeping = new Keeping<T>(this, answer);
        return await deed(keeping.Store) switch
        {
            Result<Written<T>>.Ok { Value.Value: var value } => await keeping.AnswerAsync(value),
            Result<Written<T>>.Refused refused => (no ?? (problems => Reply.Of(problems)))(refused.Problems),
        };
    }

    /// <summary>Writes rows that no journal has, and answers; likewise.</summary>
    /// <param name="deed">Likewise.</param><param name="answer">Likewise.</param>
    public async Task<Reply> ChangeAsync<T>(Func<Store, Task<Result<T>>> deed, Func<T, Task<Reply>> answer)
    {
        var keeping = new Keeping<T>(this, answer);
        return await deed(keeping.Store) switch
        {
            Result<T>.Ok { Value: var value } => await keeping.AnswerAsync(value),
            Result<T>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    /// <summary>An answer on its way.</summary>
    sealed class Keeping<T>
    {
        readonly Call call;
        readonly Func<T, Task<Reply>> answer;
        Reply? kept;

        public Keeping(Call call, Func<T, Task<Reply>> answer)
        {
            (this.call, this.answer) = (call, answer);
            Store = call.KeepsAnswerUnder is var (key, begun) ? call.Store.Also((value, reading) => KeepAsync((T)value!, reading, key, begun)) : call.Store;
        }

        public Store Store { get; }

        // What is shown is what the transaction sees: nobody else does yet.
        async Task KeepAsync(T value, Reading reading, string key, Instant begun)
        {
            call.within = reading;
            try
            {
                kept = await answer(value);
                await Replays.KeepAsync(reading, call.Caller, key, begun, Once.AnswerOf(call, kept));
            }
            finally
            {
                call.within = null;
            }
        }

        public async Task<Reply> AnswerAsync(T value)
        {
            if (kept is null) return await answer(value);
            call.HasKeptAnswer = true;
            return kept;
        }
    }

    /// <summary>A party that the caller may know of: its own, or one that sits at an agreement with it. Its name stays, so that pages look it up once.</summary>
    internal async Task<Party?> PartyAsync(string handle)
    {
        if (worked.Parties.TryGetValue((Caller.Party, handle), out var known)) return known;
        await using var reading = await LookAsync();
        if (await Persons.PartyAsync(reading, handle, Cancellation) is not { } party) return null;
        if (worked.Parties.Count >= 10_000) worked.Parties.Clear();
        return worked.Parties[(Caller.Party, handle)] = party;
    }

    /// <summary>Where the caller's party sits at an agreement or a feed; <c>null</c>: for the caller there is none of that name.</summary>
    public async Task<Seat?> SeatAsync(string space)
    {
        var open = Sabotage.LeavesDoorsOpen ? new Seat(space, Caller.Party, "", false) : null;
        if (!Caller.IsFor(space)) return open;
        await using var reading = await LookAsync();
        return await Seats.FindAsync(reading, space, Caller.Party, Cancellation) is { Reads: false } seat ? seat : open;
    }

    /// <summary>The session of the caller has ended: its cookie opens nothing from now on.</summary>
    public void Forget()
    {
        if (context.Request.Cookies[Identity.CookieOf(context.Request)] is { } token) identity.Forget(token);
    }

    /// <summary>A name that stands in the path.</summary>
    public string Path(string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A whole number that stands in the path; 0: it is none.</summary>
    public int PathNumber(string name) => int.TryParse(Path(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A parameter behind the question mark; <c>null</c>: silent.</summary>
    public string? Query(string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>An instant behind the question mark; <c>null</c>: silent.</summary>
    public Instant? Moment(string name) => Query(name) is { } text ? OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant() : null;

    /// <summary>A whole number behind the question mark.</summary>
    public int Number(string name, int silent) => Query(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : silent;

    /// <summary>Whether a flag is set behind the question mark.</summary>
    public bool Flag(string name) => Query(name) == "true";

    /// <summary>The state that the caller saw, behind <c>If-Match</c>; <c>null</c>: it says nothing, or does not mind.</summary>
    /// <param name="refused">Why nothing is done: it is no state of an agreement, or it is missing where it is needed.</param><param name="isNeeded">Whether it has to be there.</param>
    public string? IfMatch(out Reply.Refused? refused, bool isNeeded)
    {
        refused = null;
        var given = context.Request.Headers.IfMatch;
        if (given.Count == 0)
        {
            if (isNeeded) refused = new(428, "if-match", "Say which state you saw.", "Send the ETag of the last answer behind If-Match, so that nobody's change is lost; If-Match: * takes whatever is there.");
            return null;
        }
        if (given is ["*"]) return null;
        if (given is [['"', .. var tag, '"']] && tag.Length is > 0 and <= 100 && !tag.Contains('"', StringComparison.Ordinal)) return tag;
        refused = Reply.Bad(new Fault("If-Match", "header", "header.value", "One ETag was expected, in quotes, as the last answer had it; or *."));
        return null;
    }

    /// <summary>The first of some forms that the caller takes, as its <c>Accept</c> says; <c>null</c>: it takes none of them.</summary>
    /// <param name="forms">What there is; the first where it says nothing.</param>
    public string? Accepts(params ReadOnlySpan<string> forms)
    {
        var wanted = context.Request.GetTypedHeaders().Accept is { Count: > 0 } all ? all.OrderByDescending(a => a.Quality ?? 1).ToList() : null;
        if (wanted is null) return forms[0];
        foreach (var accepted in wanted.Where(a => a.Quality != 0))
            foreach (var form in forms)
                if (accepted.MatchesAllTypes || accepted.MediaType == form || (accepted.MatchesAllSubTypes && form.StartsWith(accepted.Type.Value + "/", StringComparison.OrdinalIgnoreCase))) return form;
        return null;
    }

    /// <summary>A text of the object that was sent; <c>null</c>: silent.</summary>
    public string? Text(string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Texts of a list of the object that was sent; none: silent.</summary>
    public ValueList<string> Texts(string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!).ToValueList() : [];
}

/// <summary>Forms of content, as HTTP names them.</summary>
public static class Forms
{
    /// <summary>Without parameters, in lower case.</summary>
    public static string Of(string? header) => (header ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();
}
