using System.Net;
using NodaTime;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary><c>surety demo --serve</c> in this process, and browsers of both sides.</summary>
public sealed class ServedDemo : IAsyncLifetime
{
    public const string Agreement = "/agreements/northwind-demo.northwind-acme";

    readonly CancellationTokenSource ending = new();
    readonly StringWriter output = new();
    readonly Heard messages = new();
    Task<int> running = null!;

    /// <summary>What it printed.</summary>
    public string Output => output.ToString();

    /// <summary>What it said beside that.</summary>
    public string Messages => messages.ToString();

    public Uri Address { get; private set; } = null!;

    /// <summary>A browser in which a side is signed in.</summary>
    public HttpClient Provider { get; private set; } = null!;

    public HttpClient Customer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        running = SuretyProgram.RunAsync(["demo", "--serve", "--urls", "http://127.0.0.1:0"], new MemoryStream(), output, messages, SystemClock.Instance, Terminal.None, ending.Token);
        await Task.WhenAny(running, messages.Ready.Task);
        if (running.IsCompleted) throw new InvalidOperationException(messages.ToString());
        // It is told last, when all of the output is there.
        Address = new(Output.Split('\n')[0].Trim());
        Provider = await SignInAsync("anna@northwind.example");
        Customer = await SignInAsync("bert@acme.example");
    }

    async Task<HttpClient> SignInAsync(string email)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var form = new FormUrlEncodedContent([new("email", email), new("password", "only for a first look")]);
        using var answer = await client.PostAsync("/sign-in", form);
        return answer.StatusCode == HttpStatusCode.SeeOther ? client : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Ends it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await ending.CancelAsync();
        return await running;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Provider.Dispose();
        Customer.Dispose();
        ending.Dispose();
        await output.DisposeAsync();
        await messages.DisposeAsync();
    }

    /// <summary>Messages, and when the last one of the start was said.</summary>
    sealed class Heard : StringWriter
    {
        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            lock (Ready) base.WriteLine(value);
            if (value?.Contains("Ctrl+C", StringComparison.Ordinal) == true) Ready.TrySetResult();
        }

        public override string ToString()
        {
            lock (Ready) return base.ToString();
        }
    }
}
