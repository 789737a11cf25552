using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>The page behind the link of an invitation: whoever is new here says its name and a password. It does what <c>acceptInvitation</c> does, and works without script. Source: docs/guide/api.md, "Agreements".</summary>
static class InvitationPage
{
    const string Form = "application/x-www-form-urlencoded", Html = "text/html";

    public static ValueList<Operation> All { get; } = [
        new("GET", "/invitation", "showInvitation", "People", "Shows the page on which an invited person says its name and its password; looking at it accepts nothing.", ShowAsync)
        {
            Needs = null, IsSignIn = true, Query = [new("token", new Shape.Words(400), "As it came.")], Gives = [new(200, "The page.", Html)],
        },
        new("POST", "/invitation", "answerInvitation", "People", "Takes what was written on that page, and accepts the invitation for somebody who is new here.", AnswerAsync)
        {
            Needs = null, IsSignIn = true, Takes = [(Form, "The fields of the form: token, name, password; handle and title of the party that is brought to a side of an agreement.")], Gives = [new(201, "It is in, and signed in.", Html)],
            About = "It comes from a page of this server and from no other. Programs send acceptInvitation.",
        },
    ];

    /// <summary>Where the page of an invitation is; <c>null</c>: the request does not say under which name the server is reached.</summary>
    public static string? LinkOf(Call call, string token) => Uri.TryCreate(call.Origin, UriKind.Absolute, out var origin) && origin.Host.Length > 0 ? $"{origin.GetLeftPart(UriPartial.Authority)}/invitation?token={Uri.EscapeDataString(token)}" : null;

    static async Task<Reply> ShowAsync(Call call) => call.Query("token") is { } token && await FindAsync(call, token) is { } invitation ? Shown(invitation.Invitation, invitation.From, invitation.Title, token, new(StringComparer.Ordinal), []) : Closed(call);

    static async Task<(Invitation Invitation, string From, string? Title)?> FindAsync(Call call, string token)
    {
        // Who comes in first brings a token of another kind, at 'setUp'.
        if (await Invitations.FindAsync(call.Store, token, call.Cancellation) is not { Party.Length: > 0 } invitation) return null;
        await using var reading = await call.Store.LookAsync(new Access.All(), call.Cancellation);
        return (invitation, (await Persons.PartyAsync(reading, invitation.Party, call.Cancellation))?.Title ?? invitation.Party, invitation.Space is { } space ? (await KnownAgreement.FindAsync(reading, space, call.Cancellation))?.Newest?.Title : null);
    }

    static Reply Closed(Call call) => call.Prefers(Html)
        ? Page.Of("This invitation is not open", "<p>It was used, taken back, or its time is over. Ask whoever invited you for another one.</p>", 404)
        : new Reply.Refused(404, "invitation.closed", "This invitation is not open.", "It was used, taken back, or its time is over. Ask for another one.");

    static async Task<Reply> AnswerAsync(Call call)
    {
        // There is no cookie yet by which a page elsewhere would be noticed.
        if (call.IsFromElsewhere) return Identity.Foreign;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Bytes.Span)))
            if (values is [{ Length: > 0 } value]) fields[name] = value;
        if (!fields.TryGetValue("token", out var token) || token.Length > 400 || await FindAsync(call, token) is not var (invitation, from, title)) return Closed(call);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var name in new[] { "token", "name", "password" })
                if (fields.TryGetValue(name, out var value)) json.WriteString(name, value);
            if (invitation.Space is not null)
            {
                json.WriteStartObject("party");
                foreach (var name in new[] { "handle", "title" })
                    if (fields.TryGetValue(name, out var value)) json.WriteString(name, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        using var body = JsonDocument.Parse(bytes.WrittenMemory);
        var faults = new List<Fault>();
        PeopleApi.Accepting.Check(body.RootElement, "", faults);
        var reply = faults.Count > 0 ? Reply.Bad(faults.ToValueList()) : await PeopleApi.AcceptAsync(call.AsNobody(body.RootElement.Clone()));
        if (reply is not Reply.Refused refused) return Page.Of("You are in", $"<p>You are {Page.Text(fields["name"])} ({Page.Text(invitation.Email)}), and you are signed in with this browser. From now on you sign in with your e-mail and your password.</p><p><a href=\"/\">What this server is</a></p>", reply.Status);
        return call.Prefers(Html) ? Shown(invitation, from, title, token, fields, refused.Faults.Count > 0 ? refused.Faults.Select(f => f.Mend is { } mend ? $"{f.Message} {mend}" : f.Message) : [refused.Detail ?? refused.Title], refused.Status) : refused;
    }

    static Reply.Whole Shown(Invitation invitation, string from, string? title, string token, Dictionary<string, string> fields, IEnumerable<string> wrong, int status = 200)
    {
        var html = new StringBuilder();
        html.Append(invitation.Space is { } space ? $"<p>{Page.Text(from)} invites you, {Page.Text(invitation.Email)}, to the other side of the agreement {(title is null || title == SpaceName.Bare(space) ? "" : $"“{Page.Text(title)}”, ")}<code>{Page.Text(space)}</code>. You bring an organisation, and own it here.</p>"
            : $"<p>{Page.Text(from)} invites you, {Page.Text(invitation.Email)}, to work for it here as {Page.Text(string.Join(", ", invitation.Roles.Select(RoleWords.Of)))}.</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"dim\">The invitation is open until {Surety.Statements.Display.ToTheMinute(invitation.Ends)}.</p>");
        foreach (var one in wrong) html.Append($"<p role=\"alert\"><strong>{Page.Text(one)}</strong></p>");
        html.Append($"<form method=\"post\" action=\"/invitation\"><input type=\"hidden\" name=\"token\" value=\"{Page.Text(token)}\">");
        Field(html, "name", "Your name", fields.GetValueOrDefault("name") ?? invitation.Name, "autocomplete=\"name\" maxlength=\"200\"");
        Field(html, "password", "A password, at least 12 characters", "", "type=\"password\" autocomplete=\"new-password\" minlength=\"12\" maxlength=\"200\"");
        if (invitation.Space is not null)
        {
            Field(html, "title", "Name of your organisation", fields.GetValueOrDefault("title") ?? "", "autocomplete=\"organization\" maxlength=\"200\"");
            Field(html, "handle", "Its short name here: 2 to 32 lower-case letters, digits and hyphens", fields.GetValueOrDefault("handle") ?? "", "pattern=\"[a-z][a-z0-9\\-]{1,31}\" maxlength=\"32\"");
            html.Append("<p class=\"dim\">Is your organisation here already? Then an owner of it accepts, signed in: <code>POST /v1/invitations/accept</code> with the token alone.</p>");
        }
        return Page.Of("You are invited", html.Append("<button>Accept</button></form>").ToString(), status);
    }

    static void Field(StringBuilder html, string name, string label, string value, string more) =>
        html.Append($"<label for=\"{name}\">{Page.Text(label)}</label><input id=\"{name}\" name=\"{name}\" value=\"{Page.Text(value)}\" required {more}>");
}
