using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>Pages as operations: whoever may read may look at them, and they are let in, counted and held like everything else that the server does.</summary>
static class PagesOf
{
    /// <summary>Where they are described.</summary>
    public const string Chapter = "Pages";

    const string Html = "text/html";

    /// <summary>A page that is read.</summary>
    public static Operation Read(string path, string id, string summary, Func<Call, Task<Reply>> run) => new("GET", path, id, Chapter, summary, run) { IsPage = true, Gives = [new(200, "The page.", Html)] };

    /// <summary>A form that is sent from a page.</summary>
    /// <param name="path">Where to.</param><param name="id">Its name.</param><param name="summary">What it does.</param><param name="fields">What it has, in a sentence.</param><param name="run">Does it.</param>
    public static Operation Send(string path, string id, string summary, string fields, Func<Call, Task<Reply>> run) =>
        new("POST", path, id, Chapter, summary, run) { IsPage = true, IsRepeatable = true, Takes = [(PageForm.Form, $"{fields} {PageForm.Token}: as the page has it.")], Gives = [new(303, "It is done: on to the page that shows it.", ""), new(200, "It is not done, and the page says why.", Html)] };
}
